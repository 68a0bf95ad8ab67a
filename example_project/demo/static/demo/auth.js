/**
 * Signing in with a password and a code, and calling the API as who signed in.
 *
 * This module knows the API and nothing of the page: copy it into your own app.
 *
 *     await signIn(username, password);           // the user is asked for a code
 *     await confirm(code);                        // the user typed the code
 *     await authorisedFetch("/api/me/");          // like fetch(), but signed in
 *     signOut();
 *
 * What goes wrong is an `ApiError`: go by its `code`, never by prose.  The server has to
 * set ERROR_CODE_IN_BODY for that.  What was under way when the user left ends with an
 * `AbortError`, which nobody needs to hear of.
 */

const API = new URL("/api/", document.baseURI);

// A server that takes a request and never answers is as good as none.
const PATIENCE = 30_000; // Milliseconds.

/**
 * All that is known of the login, in the memory of this page and nowhere else.
 *
 * Not in localStorage or sessionStorage: whatever script gets into the page could read
 * them there, take them home, and use them for as long as they live, and so could
 * whoever sits at the computer tomorrow.  The price is that a reload signs out.
 *
 * A new login is a new object, and what the old one was still waiting for is aborted: an
 * answer that comes when the user has signed out must not sign them in again.
 */
let login = { aborter: new AbortController() };

/** What the API answered instead of what was asked for. */
export class ApiError extends Error {
  constructor(status, code, retryAfter = null) {
    super(`${status} ${code}`);
    this.name = "ApiError";
    /** The HTTP status; 0 if there was no answer at all. */
    this.status = status;
    /** The stable name of what is wrong; "unreachable" if there was no answer. */
    this.code = code;
    /** After how many seconds it makes sense to try again, `null` if not known. */
    this.retryAfter = retryAfter;
  }
}

/**
 * Take the first step; return the challenge: what the user is asked for.
 *
 * It is `{method, methods, life}`: the name of the method that the code is of, those
 * that may be chosen instead, as `{name, destination}`, and how many seconds there are.
 * The password is sent and forgotten: `sendNewCode` does not need it.
 */
export async function signIn(username, password) {
  signOut();
  const mine = login;
  return keepChallenge(mine, await post(mine, "get-code/", { username, password }));
}

/** Begin a new challenge in place of the last one, of the same method or another. */
export async function sendNewCode(method) {
  const mine = login;
  const data = { code_token: mine.codeToken, method };
  return keepChallenge(mine, await post(mine, "challenge/", data));
}

/**
 * Take the second step, with the code that the user typed; return what was answered.
 *
 * With `enrollment_token` in it the user is not signed in yet: this account has to set
 * up an app first, and until then can do nothing else.
 */
export async function confirm(code) {
  const mine = login;
  const answer = await post(mine, "auth/", { code_token: mine.codeToken, code });
  keepTokens(mine, answer);
  return answer;
}

/** Forget the tokens.  Whether the server should do so too is for you to decide. */
export function signOut() {
  login.aborter.abort();
  login = { aborter: new AbortController() };
}

/**
 * Do as fetch() does, signed in; refresh the access token if it has ended.
 *
 * Throws an `ApiError` if the access token has ended and cannot be refreshed: the user
 * has to sign in again, and so they have when the answer is a 401, unless that asks for
 * a second factor anew.  Give a body that can be sent twice: a string or a FormData, not
 * a stream.
 */
export async function authorisedFetch(path, options = {}) {
  const mine = login;
  const used = mine.accessToken;
  let response = await send(mine, path, options);
  if (response.status === 401 && mine.refreshToken && !(await asksToStepUp(response))) {
    // Another call may have refreshed it while this one was under way.
    if (mine.accessToken === used) {
      await refreshOnce(mine);
    }
    response = await send(mine, path, options);
  }
  return response;
}

/** Call the API signed in; return what it answered, or throw an `ApiError`. */
export async function call(method, path, data) {
  const mine = login;
  return read(mine, await authorisedFetch(path, makeOptions(method, data)));
}

/** Keep the challenge that a call was answered with, and return it. */
export function takeChallenge(answer) {
  return keepChallenge(login, answer);
}

/** Keep the tokens that a call was answered with. */
export function takeTokens(answer) {
  keepTokens(login, answer);
}

/** Return what proves the second factor in the request that it is asked for. */
export function makeProof(code) {
  return { code_token: login.codeToken, code };
}

/** Get a new access token for the refresh token. */
export function refresh() {
  return refreshOnce(login);
}

/** Return the tokens, for a page that shows them.  Yours has no reason to. */
export function getTokens() {
  return { access: login.accessToken, refresh: login.refreshToken };
}

/**
 * Return the claims of a token (RFC 7519).
 *
 * Anybody can read them, and only the server can tell whether they are true.
 */
export function readClaims(token) {
  const base64 = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Return the whole life of a token in seconds, which no wrong clock can change. */
export function readLifetime(token) {
  const { iat, exp } = readClaims(token);
  return exp - iat;
}

// A server where the mailed code is all there is names no methods.
function keepChallenge(mine, { token, method = "code-sender", methods = [] }) {
  mine.codeToken = token;
  return { method, methods, life: readLifetime(token) };
}

function keepTokens(mine, answer) {
  mine.codeToken = null;
  mine.accessToken = answer.access;
  mine.refreshToken = answer.refresh;
  mine.enrollmentToken = answer.enrollment_token;
}

async function asksToStepUp(response) {
  // A new access token would not help: it tells of the same second factor.  In the body
  // and not in a header, which scripts of another origin may not see.
  const body = await response.clone().json().catch(() => null);
  return body?.code === "insufficient_user_authentication";
}

function refreshOnce(mine) {
  // Calls that were refused together share one refresh: where the server rotates
  // refresh tokens, each is good for one.
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
  // A proxy in between may answer with something else than JSON, even with a 200.
  const body = await response.json().catch(() => null);
  mine.aborter.signal.throwIfAborted();
  if (!response.ok || body === null) {
    const wait = parseInt(response.headers.get("Retry-After"), 10);
    // Views of your own say what is wrong field by field, and that without a code.
    const code = body?.code ?? (response.status === 400 ? "invalid" : "unknown");
    throw new ApiError(response.status, code, wait || null);
  }
  return body;
}

async function send(mine, path, options) {
  const url = new URL(path, API);
  if (url.origin !== API.origin) {
    // An access token is for its own API and for nobody else.
    throw new TypeError(`${url.origin} is not the API`);
  }
  const headers = new Headers(options.headers);
  const token = mine.accessToken ?? mine.enrollmentToken;
  if (token) {
    headers.set("Authorization", `Bearer ${token}`);
  }
  const signals = [mine.aborter.signal, options.signal].filter(Boolean);
  try {
    // No cookies: the tokens say who is asking.  No cache: the answers are secrets.
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
