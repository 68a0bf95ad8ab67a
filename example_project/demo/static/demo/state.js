/** The login of this tab: what is kept of the answers of the API, and when it ends. */

import { ApiError, makeLogin } from "./api.js";
import { readLifetime } from "./claims.js";
import { keepDeviceToken } from "./device-tokens.js";
import { tell } from "./events.js";
import * as tabs from "./tabs.js";

/** @import { Json, Login } from "./api.js" */

/**
 * @typedef {object} Challenge What to ask the user for.
 * @property {string} method The name of the method.
 * @property {{ name: string, destination?: string }[]} methods The methods to choose from.
 * @property {number} life The lifetime, in seconds.
 * @property {Json} [options] What the browser takes, if the method is a passkey.
 */

/**
 * @typedef {object} Answer What the API says to a login, or to a change of second factors.
 * @property {string} [access]
 * @property {string} [refresh] Missing where it is in a cookie.
 * @property {string} [enrollment_token]
 * @property {string} [device_token]
 * @property {number} [recovery_codes_left]
 * @property {string[]} [recovery_codes]
 */

/** @typedef {string | Json} Proof A code, or the credential of a passkey. */

/**
 * The state of the login, in the memory of the pages that are open and nowhere else.
 *
 * Not in localStorage or sessionStorage: any script that gets into the page could read
 * the tokens there, send them away and use them until they expire, and so could the next
 * person at the computer.  The price is that a reload of the last tab signs the user out,
 * unless the refresh token is in a cookie.  Other tabs get the tokens by a message, which
 * is never written to the disk.
 *
 * A new login is a new object, and pending requests of the old one are aborted: an
 * answer that arrives after the user has signed out must not sign them in again.
 */
let login = makeLogin();

/** Return the login of this tab: a new object for each. */
export function getLogin() {
  return login;
}

/** Return whether there is an access token. */
export function isSignedIn() {
  return Boolean(login.accessToken);
}

/**
 * Forget everything, and abort what is under way.
 *
 * @param {{ code: string, isElsewhere?: boolean }} why
 */
export function drop(why) {
  const wasSignedIn = isSignedIn();
  login.aborter.abort();
  login = makeLogin();
  if (wasSignedIn) {
    tell("ended", why);
  }
}

/**
 * Begin a login with the tokens of another tab.
 *
 * @param {tabs.Tokens} tokens
 */
export function join(tokens) {
  login.aborter.abort();
  login = Object.assign(makeLogin(), tokens);
  tell("signed-in", { isElsewhere: true });
}

/**
 * Keep the challenge in an answer, and return it.
 *
 * @param {Login} mine
 * @param {Json | null} answer
 * @returns {Challenge}
 */
export function keepChallenge(mine, answer) {
  if (!answer?.token) {
    throw new ApiError(200, "unknown");
  }
  // A server with codes by e-mail only names no methods.
  const { token, method = "code-sender", methods = [], challenge } = answer;
  mine.codeToken = token;
  return { method, methods, life: readLifetime(token), options: challenge };
}

/**
 * Keep the tokens in an answer, and tell the page and the other tabs.
 *
 * @param {Login} mine
 * @param {Answer | null} answer
 */
export function keepTokens(mine, answer) {
  if (!answer?.access && !answer?.enrollment_token) {
    throw new ApiError(200, "unknown");
  }
  if (answer.device_token && mine.username) {
    // First: when it is used, the one from before is taken for a copy.
    keepDeviceToken(mine.username, answer.device_token);
  }
  const [before, wasSignedIn] = [tabs.findSession(mine), Boolean(mine.accessToken)];
  mine.codeToken = null;
  mine.accessToken = answer.access;
  mine.refreshToken = answer.refresh;
  mine.enrollmentToken = answer.enrollment_token;
  if (mine.accessToken) {
    tabs.tellTokens(mine, before);
    tell(wasSignedIn ? "changed" : "signed-in");
  }
}
