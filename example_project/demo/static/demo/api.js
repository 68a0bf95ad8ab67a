/**
 * Send requests to the API, and read its answers.
 *
 * `auth.js`, which builds on it, is what your app imports.
 */

/**
 * @typedef {object} Login A login, in the memory of this page and nowhere else.
 * @property {AbortController} aborter
 * @property {string | null} [username]
 * @property {string | null} [codeToken]
 * @property {string | null} [accessToken]
 * @property {string | null} [refreshToken] Unknown to the page if it is in a cookie.
 * @property {string | null} [enrollmentToken]
 * @property {Promise<void> | null} [refreshing]
 */

/** @typedef {Record<string, any>} Json */

/**
 * @typedef {object} Configuration
 * @property {string} api The URL that the endpoints are below: a path such as "/api/", or
 *   the whole URL, which a program without a page needs.
 * @property {"body" | "cookie"} [transport] Where the refresh token is: in the memory of
 *   the page, as by default, or in a cookie that scripts cannot read.
 */

// A server that never answers must not block the page.
const PATIENCE = 30_000; // Milliseconds.

/** @type {Required<Configuration> | null} */
let configuration = null;

/**
 * Say where the API is; call it before anything else.
 *
 * With the transport "cookie", the API has to allow it (`TOKEN_TRANSPORT`).
 *
 * @param {Configuration} configured
 */
export function configure({ api, transport = "body" }) {
  if (!["body", "cookie"].includes(transport)) {
    throw new TypeError(`The transport must be "body" or "cookie", not "${transport}"`);
  }
  configuration = { api: api.endsWith("/") ? api : `${api}/`, transport };
}

/** Return the URL of the API. */
export function getApi() {
  if (configuration === null) {
    throw new Error("Call `configure({ api })` of auth.js first");
  }
  return new URL(configuration.api, globalThis.document?.baseURI);
}

/** Return whether the refresh token is in a cookie. */
export function usesCookie() {
  return configuration?.transport === "cookie";
}

/** An error that the API answered with, or no answer at all. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {number | null} [retryAfter]
   * @param {Record<string, string[]>} [fields]
   */
  constructor(status, code, retryAfter = null, fields = {}) {
    super(`${status} ${code}`);
    this.name = "ApiError";
    /** The HTTP status; 0 if there was no answer at all. */
    this.status = status;
    /** The stable code of the error; "unreachable" if there was no answer. */
    this.code = code;
    /** The number of seconds to wait before trying again, or `null`. */
    this.retryAfter = retryAfter;
    /** What is wrong with the fields that were sent, in the language of the user. */
    this.fields = fields;
  }
}

/** @returns {Login} */
export function makeLogin() {
  return { aborter: new AbortController() };
}

/**
 * Return the options of a request.
 *
 * @param {string} method
 * @param {Json} [data]
 * @param {object} [how]
 * @param {boolean} [how.movesTokens] Whether it gives, renews or ends tokens.
 * @returns {RequestInit}
 */
export function makeOptions(method, data, { movesTokens = false } = {}) {
  /** @type {Record<string, string>} */
  const headers = { "Content-Type": "application/json" };
  const isByCookie = movesTokens && usesCookie();
  if (isByCookie) {
    // No form can send it, so a foreign page cannot make the browser send such a request.
    headers["X-Token-Transport"] = "cookie";
  }
  return {
    method,
    headers,
    body: JSON.stringify(data),
    signal: AbortSignal.timeout(PATIENCE),
    // In other requests no cookies: the access token identifies the user.
    credentials: isByCookie ? "include" : "omit",
  };
}

/**
 * Send a request, with the access token if there is one.
 *
 * @param {Login} login
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function send(login, path, options = {}) {
  const api = getApi();
  const url = new URL(path, api);
  if (url.origin !== api.origin) {
    // Never send an access token to another site.
    throw new TypeError(`${url.origin} is not the API`);
  }
  const headers = new Headers(options.headers);
  const token = login.accessToken ?? login.enrollmentToken;
  if (token) {
    headers.set("Authorization", `Bearer ${token}`);
  }
  const signals = [login.aborter.signal, ...(options.signal ? [options.signal] : [])];
  try {
    // No cache: the answers are secret.
    return await fetch(url, {
      credentials: "omit",
      cache: "no-store",
      ...options,
      headers,
      signal: AbortSignal.any(signals),
    });
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(0, "unreachable");
  }
}

/**
 * Return the JSON of an answer, or `null` if it is empty; throw an `ApiError` for others.
 *
 * @param {Login} login
 * @param {Response} response
 * @returns {Promise<any>}
 */
export async function read(login, response) {
  const text = await response.text().catch(() => "?");
  login.aborter.signal.throwIfAborted();
  if (response.ok && text === "") {
    return null;
  }
  const body = parse(text);
  if (!response.ok || body === undefined) {
    throw makeError(response, body);
  }
  return body;
}

/**
 * Post JSON; return the JSON of the answer.
 *
 * @param {Login} login
 * @param {string} path
 * @param {Json} data
 * @param {{ movesTokens?: boolean }} [how]
 */
export async function post(login, path, data, how) {
  return read(login, await send(login, path, makeOptions("POST", data, how)));
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A proxy may answer with something else, even with status 200.
  }
}

/**
 * @param {Response} response
 * @param {any} body
 */
function makeError(response, body) {
  const wait = parseInt(response.headers.get("Retry-After") ?? "", 10);
  // Your own views list errors by field, without a code.
  const general = response.status === 400 ? "invalid" : "unknown";
  const code = typeof body?.code === "string" ? body.code : general;
  // A field may itself be called "code", so the others repeat them all apart.
  const errors = Object.entries(body?.errors ?? body ?? {});
  const fields = errors.filter(([, texts]) => Array.isArray(texts));
  return new ApiError(response.status, code, wait || null, Object.fromEntries(fields));
}
