/**
 * Sign in with a password and a code, and call the API as the signed-in user.
 *
 * This module knows the API but not the page, so you can copy it into your own app.
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

import { readLifetime } from "./claims.js";
import { findDeviceToken, keepDeviceToken } from "./device-tokens.js";
import * as tabs from "./tabs.js";

const API = new URL("/api/", document.baseURI);

// A server that never answers must not block the page.
const PATIENCE = 30_000; // Milliseconds.

// With these errors of a 401, a new access token would not help: it would be of the same
// second factor and of the same state of the account.
const NOT_FOR_REFRESH = new Set(["insufficient_user_authentication", "login_outdated"]);

/**
 * The state of the login, in the memory of the pages that are open and nowhere else.
 *
 * Not in localStorage or sessionStorage: any script that gets into the page could read
 * the tokens there, send them away and use them until they expire, and so could the next
 * person at the computer.  The price is that a reload of the last tab signs the user out.
 * Other tabs get the tokens by a message, which is never written to the disk.
 *
 * A new login is a new object, and pending requests of the old one are aborted: an
 * answer that arrives after the user has signed out must not sign them in again.
 */
let login = { aborter: new AbortController() };

/** An error that the API answered with, or no answer at all. */
export class ApiError extends Error {
  constructor(status, code, retryAfter = null) {
    super(`${status} ${code}`);
    this.name = "ApiError";
    /** The HTTP status; 0 if there was no answer at all. */
    this.status = status;
    /** The stable code of the error; "unreachable" if there was no answer. */
    this.code = code;
    /** The number of seconds to wait before trying again, or `null`. */
    this.retryAfter = retryAfter;
  }
}

/**
 * Take the first step; return the challenge, which says what to ask the user for.
 *
 * It is `{method, methods, life, options}`: the name of the method, the methods to choose
 * from, as `{name, destination}`, the lifetime in seconds, and the options for the browser
 * if the method is a passkey.  The password is sent and forgotten: `sendNewCode` does not
 * need it.  Return `null` if the user is signed in already, on a device that they trust.
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

/** Begin a new login with this call; return its challenge, as `signIn` does. */
export async function begin(path, data, username = null) {
  signOut();
  const mine = login;
  mine.username = username;
  const answer = await post(mine, path, data);
  if (answer.access) {
    keepTokens(mine, answer);
    return null;
  }
  return keepChallenge(mine, answer);
}

/** Replace the challenge with a new one, of the same method or of another. */
export async function sendNewCode(method) {
  const mine = login;
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
 */
export async function confirm(answer, { trustDevice = false } = {}) {
  const mine = login;
  const wish = trustDevice ? { trust_device: true } : {};
  const result = await post(mine, "auth/", { ...makeProof(answer), ...wish });
  keepTokens(mine, result);
  return result;
}

/** Forget the tokens, in this tab; the session goes on. */
export function signOut() {
  login.aborter.abort();
  login = { aborter: new AbortController() };
}

/**
 * Sign out in all tabs, and end the session on the server.
 *
 * The tokens are forgotten first: with an `ApiError`, only the server does not know.
 */
export async function endSession() {
  const { refreshToken } = login;
  tabs.tellEnd(login, "signed_out");
  signOut();
  if (refreshToken) {
    // A login of its own, so that the next one does not abort it.
    const leaving = { aborter: new AbortController() };
    await post(leaving, "sign-out/", { refresh: refreshToken });
  }
}

/**
 * Share the login with other tabs from now on, and take theirs over.
 *
 * `joined()` is called when this tab is signed in because another one is, `ended(code)`
 * when the login has ended in another tab, for the reason that the error code says.
 */
export function shareLogin({ joined, ended }) {
  tabs.listen({
    getLogin: () => login,
    takeOver(tokens) {
      signOut();
      Object.assign(login, tokens);
      joined();
    },
    end(code) {
      signOut();
      ended(code);
    },
  });
}

/**
 * Call fetch() with the access token; refresh the token first if it has expired.
 *
 * Throw an `ApiError` if it cannot be refreshed.  The user must then sign in again, as
 * they must if the answer is a 401, except for `insufficient_user_authentication`, which
 * asks for a step-up.  The body must be one that can be sent twice: a string or a
 * FormData, not a stream.
 */
export async function authorisedFetch(path, options = {}) {
  const mine = login;
  const used = mine.accessToken;
  let response = await send(mine, path, options);
  if (response.status === 401 && mine.refreshToken && (await isForRefresh(response))) {
    // Another call, or another tab, may have refreshed it in the meantime.
    if (mine.accessToken === used) {
      await refreshOnce(mine);
    }
    response = await send(mine, path, options);
  }
  return response;
}

/** Call the API with the access token; return its answer, or throw an `ApiError`. */
export async function call(method, path, data) {
  const mine = login;
  return read(mine, await authorisedFetch(path, makeOptions(method, data)));
}

/** Keep the challenge in the answer to a call, and return it. */
export function takeChallenge(answer) {
  return keepChallenge(login, answer);
}

/** Keep the tokens in the answer to a call. */
export function takeTokens(answer) {
  keepTokens(login, answer);
}

/** Return the fields of a request that prove the second factor, as `confirm` does. */
export function makeProof(answer) {
  const field = typeof answer === "string" ? "code" : "credential";
  return { code_token: login.codeToken, [field]: answer };
}

/** Return a signal that is aborted when the user signs out or begins another login. */
export function getSignal() {
  return login.aborter.signal;
}

/** Get a new access token with the refresh token. */
export function refresh() {
  return refreshOnce(login);
}

/** Return the name that the user signed in with, or `null`. */
export function getUsername() {
  return login.username ?? null;
}

/** Return the tokens, for a page that shows them.  Yours should not. */
export function getTokens() {
  return { access: login.accessToken, refresh: login.refreshToken };
}

// A server with codes by e-mail only names no methods.
function keepChallenge(mine, { token, method = "code-sender", methods = [], challenge }) {
  mine.codeToken = token;
  return { method, methods, life: readLifetime(token), options: challenge };
}

function keepTokens(mine, answer) {
  if (answer.device_token && mine.username) {
    // First: when it is used, the one from before is taken for a copy.
    keepDeviceToken(mine.username, answer.device_token);
  }
  const before = tabs.findSession(mine);
  mine.codeToken = null;
  mine.accessToken = answer.access;
  mine.refreshToken = answer.refresh;
  mine.enrollmentToken = answer.enrollment_token;
  tabs.tellTokens(mine, before);
}

async function isForRefresh(response) {
  // From the body: scripts of another origin cannot read the header.
  const body = await response.clone().json().catch(() => null);
  return !NOT_FOR_REFRESH.has(body?.code);
}

function refreshOnce(mine) {
  // Calls that were refused at the same time share one refresh: where the server rotates
  // refresh tokens, each can be used once.
  mine.refreshing ??= refreshInTurn(mine).finally(() => {
    mine.refreshing = null;
  });
  return mine.refreshing;
}

function refreshInTurn(mine) {
  const used = mine.refreshToken;
  return tabs.takeTurn(mine, async () => {
    // Another tab may have had its turn first, and its tokens may have come.
    if (mine.refreshToken === used) {
      await requestRefresh(mine, used);
    }
  });
}

async function requestRefresh(mine, used) {
  try {
    const tokens = await post(mine, "refresh/", { refresh: used });
    const before = tabs.findSession(mine);
    mine.accessToken = tokens.access;
    mine.refreshToken = tokens.refresh ?? used;
    tabs.tellTokens(mine, before);
  } catch (error) {
    if (error.status !== 401) {
      throw error;
    }
    if (mine.refreshToken !== used && error.code !== "token_reused") {
      return; // Meanwhile, another tab has sent newer tokens.
    }
    tabs.tellEnd(mine, error.code);
    mine.accessToken = mine.refreshToken = null;
    throw error;
  }
}

async function post(mine, path, data) {
  return read(mine, await send(mine, path, makeOptions("POST", data)));
}

function makeOptions(method, data) {
  return {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
    signal: AbortSignal.timeout(PATIENCE),
  };
}

async function read(mine, response) {
  // A proxy may answer with something other than JSON, even with status 200.
  const body = await response.json().catch(() => null);
  mine.aborter.signal.throwIfAborted();
  if (response.status === 204) {
    return null;
  }
  if (!response.ok || body === null) {
    const wait = parseInt(response.headers.get("Retry-After"), 10);
    // Your own views list errors by field, without a code.
    const code = body?.code ?? (response.status === 400 ? "invalid" : "unknown");
    throw new ApiError(response.status, code, wait || null);
  }
  return body;
}

async function send(mine, path, options) {
  const url = new URL(path, API);
  if (url.origin !== API.origin) {
    // Never send an access token to another site.
    throw new TypeError(`${url.origin} is not the API`);
  }
  const headers = new Headers(options.headers);
  const token = mine.accessToken ?? mine.enrollmentToken;
  if (token) {
    headers.set("Authorization", `Bearer ${token}`);
  }
  const signals = [mine.aborter.signal, options.signal].filter(Boolean);
  try {
    // No cookies: the token identifies the user.  No cache: the answers are secret.
    return await fetch(url, {
      credentials: "omit",
      cache: "no-store",
      ...options,
      headers,
      signal: AbortSignal.any(signals),
    });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(0, "unreachable");
  }
}
