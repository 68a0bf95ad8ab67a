/**
 * Sign in with a password and a code, and call the API as the signed-in user.
 *
 * This module knows the API but not the page, so you can copy it into your own app.
 *
 *     await signIn(username, password);           // ask the user for the code
 *     await confirm(code);                        // or what a passkey answered
 *     await authorisedFetch("/api/me/");          // like fetch(), but signed in
 *     signOut();
 *
 * Errors are of the class `ApiError`: decide by `code`, never by text.  For this, the
 * server must set ERROR_CODE_IN_BODY.  Requests that are under way when the user signs
 * out end with an `AbortError`, which can be ignored.
 */

import { readLifetime } from "./claims.js";

const API = new URL("/api/", document.baseURI);

// A server that never answers must not block the page.
const PATIENCE = 30_000; // Milliseconds.

// With these errors of a 401, a new access token would not help: it would be of the same
// second factor and of the same state of the account.
const NOT_FOR_REFRESH = new Set(["insufficient_user_authentication", "login_outdated"]);

/**
 * The state of the login, in the memory of this page and nowhere else.
 *
 * Not in localStorage or sessionStorage: any script that gets into the page could read
 * the tokens there, send them away and use them until they expire, and so could the next
 * person at the computer.  The price is that a reload signs the user out.
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
 * need it.
 */
export function signIn(username, password) {
  return begin("get-code/", { username, password });
}

/** Begin a new login with this call; return its challenge, as `signIn` does. */
export async function begin(path, data) {
  signOut();
  const mine = login;
  return keepChallenge(mine, await post(mine, path, data));
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
 * If the answer has an `enrollment_token`, the user is not signed in yet: this account
 * must set up an app first, and the token is good for nothing else.
 */
export async function confirm(answer) {
  const mine = login;
  const result = await post(mine, "auth/", makeProof(answer));
  keepTokens(mine, result);
  return result;
}

/** Forget the tokens.  Whether the server should revoke them is up to you. */
export function signOut() {
  login.aborter.abort();
  login = { aborter: new AbortController() };
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
    // Another call may have refreshed it in the meantime.
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
  mine.codeToken = null;
  mine.accessToken = answer.access;
  mine.refreshToken = answer.refresh;
  mine.enrollmentToken = answer.enrollment_token;
}

async function isForRefresh(response) {
  // From the body: scripts of another origin cannot read the header.
  const body = await response.clone().json().catch(() => null);
  return !NOT_FOR_REFRESH.has(body?.code);
}

function refreshOnce(mine) {
  // Calls that were refused at the same time share one refresh: where the server rotates
  // refresh tokens, each can be used once.
  mine.refreshing ??= requestRefresh(mine).finally(() => {
    mine.refreshing = null;
  });
  return mine.refreshing;
}

async function requestRefresh(mine) {
  try {
    const tokens = await post(mine, "refresh/", { refresh: mine.refreshToken });
    mine.accessToken = tokens.access;
    mine.refreshToken = tokens.refresh ?? mine.refreshToken;
  } catch (error) {
    if (error.status === 401) {
      mine.accessToken = mine.refreshToken = null;
    }
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
