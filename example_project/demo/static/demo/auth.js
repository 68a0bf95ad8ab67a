/**
 * Sign in with a password and a code, and call the API as the signed-in user.
 *
 * This module knows the API but not the page, so you can copy it into your own app.  It
 * can be imported without a page, too, as where React renders on the server.
 *
 *     configure({ api: "/api/" });                // where the endpoints are
 *     onLogin(({ type }) => { ... });             // "signed-in", "changed" or "ended"
 *     shareLogin();                               // with the other tabs
 *     await resume();                             // with the transport "cookie"
 *
 *     await signIn(username, password);           // ask the user for the code
 *     await confirm(code);                        // or what a passkey answered
 *     await authorisedFetch("/api/me/");          // like fetch(), but signed in
 *     await endSession();                         // sign out, also on the server
 *
 * Tabs of the same browser share a login: see `tabs.js`.  A device that the user trusts
 * needs no code: see `device-tokens.js`.
 *
 * Errors are of the class `ApiError`: decide by `code`, never by text.  For this, the
 * server must set ERROR_CODE_IN_BODY.  Requests that are under way when the user signs
 * out end with an `AbortError`, which can be ignored.
 */

import { ApiError, makeLogin, post, usesCookie } from "./api.js";
import { findDeviceToken, keepDeviceToken } from "./device-tokens.js";
import { tell } from "./events.js";
import { canRefresh, refreshOnce, requestTokens } from "./refreshing.js";
import { drop, getLogin, isSignedIn, join, keepChallenge, keepTokens } from "./state.js";
import * as tabs from "./tabs.js";

export { ApiError, configure } from "./api.js";
export { authorisedFetch, call } from "./calls.js";
export { onLogin } from "./events.js";
export { isSignedIn } from "./state.js";

/** @import { Json } from "./api.js" */
/** @import { Answer, Challenge, Proof } from "./state.js" */

/**
 * Take the first step; return the challenge, which says what to ask the user for.
 *
 * The password is sent and forgotten: `sendNewCode` does not need it.  Return `null` if no
 * code is needed, because the user trusts this device or has no second factor: the user is
 * then signed in, unless `mustEnrol()`.
 *
 * @param {string} username
 * @param {string} password
 */
export async function signIn(username, password) {
  const device_token = findDeviceToken(username);
  const data = { username, password, ...(device_token && { device_token }) };
  const challenge = await begin("get-code/", data, username);
  if (challenge !== null && device_token) {
    // The device is not trusted any more, or the token was used elsewhere.
    keepDeviceToken(username, null);
  }
  return challenge;
}

/**
 * Begin a new login with this call; return its challenge, as `signIn` does.
 *
 * @param {string} path
 * @param {Json} data
 * @param {string | null} [username]
 * @returns {Promise<Challenge | null>}
 */
export async function begin(path, data, username = null) {
  signOut();
  const mine = getLogin();
  mine.username = username;
  const answer = await post(mine, path, data, { movesTokens: true });
  if (answer?.access || answer?.enrollment_token) {
    keepTokens(mine, answer);
    return null;
  }
  return keepChallenge(mine, answer);
}

/**
 * Replace the challenge with a new one, of the same method or of another.
 *
 * @param {string} [method]
 */
export async function sendNewCode(method) {
  const mine = getLogin();
  const data = { code_token: mine.codeToken, method };
  return keepChallenge(mine, await post(mine, "challenge/", data));
}

/**
 * Take the second step, with the code that the user entered or the credential of a
 * passkey; return the answer.
 *
 * With `trustDevice`, the next logins of this user in this browser need no code for as
 * long as the server allows.
 *
 * If the answer has an `enrollment_token`, the user is not signed in yet: this account
 * must set up an app first, and the token is good for nothing else.
 *
 * @param {Proof} answer
 * @param {{ trustDevice?: boolean }} [wishes]
 * @returns {Promise<Answer>}
 */
export async function confirm(answer, { trustDevice = false } = {}) {
  const mine = getLogin();
  const wish = trustDevice ? { trust_device: true } : {};
  const data = { ...makeProof(answer), ...wish };
  const result = await post(mine, "auth/", data, { movesTokens: true });
  keepTokens(mine, result);
  return result;
}

/**
 * Sign in again with the cookie that is left of the last visit, and return whether that
 * was possible: always false without the transport "cookie".
 */
export async function resume() {
  const mine = getLogin();
  if (!usesCookie() || isSignedIn()) {
    return isSignedIn();
  }
  try {
    const tokens = await requestTokens(mine);
    if (getLogin() !== mine || isSignedIn()) {
      return isSignedIn(); // Meanwhile, somebody has signed in here or in another tab.
    }
    Object.assign(mine, tokens);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      return false;
    }
    throw error;
  }
  tell("signed-in");
  return true;
}

/** Forget the tokens, in this tab; the session goes on, and so does its cookie. */
export function signOut() {
  drop({ code: "signed_out" });
}

/**
 * Sign out in all tabs, and end the session on the server.
 *
 * The tokens are forgotten first: with an `ApiError`, only the server does not know.
 */
export async function endSession() {
  const left = getLogin();
  tabs.tellEnd(left, "signed_out");
  signOut();
  if (canRefresh(left)) {
    const data = usesCookie() ? {} : { refresh: left.refreshToken };
    // A login of its own, so that the next one does not abort it.
    await post(makeLogin(), "sign-out/", data, { movesTokens: true });
  }
}

/**
 * Share the login with other tabs from now on, and take theirs over.
 *
 * `onLogin` tells what comes from them.  Return a function that stops it.
 */
export function shareLogin() {
  return tabs.listen({
    getLogin,
    join,
    change(tokens) {
      Object.assign(getLogin(), tokens);
      tell("changed", { isElsewhere: true });
    },
    end(code) {
      drop({ code, isElsewhere: true });
    },
  });
}

/**
 * Keep the challenge in the answer to a call, and return it.
 *
 * @param {Json | null} answer
 */
export function takeChallenge(answer) {
  return keepChallenge(getLogin(), answer);
}

/**
 * Keep the tokens in the answer to a call.
 *
 * @param {Answer | null} answer
 */
export function takeTokens(answer) {
  keepTokens(getLogin(), answer);
}

/**
 * Return the fields of a request that prove the second factor, as `confirm` does.
 *
 * @param {Proof} answer
 * @returns {Json}
 */
export function makeProof(answer) {
  const field = typeof answer === "string" ? "code" : "credential";
  return { code_token: getLogin().codeToken, [field]: answer };
}

/** Return a signal that is aborted when the user signs out or begins another login. */
export function getSignal() {
  return getLogin().aborter.signal;
}

/** Get a new access token with the refresh token. */
export function refresh() {
  return refreshOnce(getLogin(), join);
}

/** Return whether the user has to set up a method before they are signed in. */
export function mustEnrol() {
  return !isSignedIn() && Boolean(getLogin().enrollmentToken);
}

/** Return the name that the user signed in with, or `null`. */
export function getUsername() {
  return getLogin().username ?? null;
}

/** Return the tokens, for a page that shows them.  Yours should not. */
export function getTokens() {
  const { accessToken, refreshToken } = getLogin();
  return { access: accessToken, refresh: refreshToken };
}
