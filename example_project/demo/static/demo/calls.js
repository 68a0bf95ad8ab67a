/** Call the API as the signed-in user. */

import { makeOptions, read, send } from "./api.js";
import { canRefresh, refreshOnce } from "./refreshing.js";
import { getLogin, join } from "./state.js";

/** @import { Json } from "./api.js" */

// With these errors of a 401, a new access token would not help: it would be of the same
// second factor and of the same state of the account.
const NOT_FOR_REFRESH = new Set(["insufficient_user_authentication", "login_outdated"]);

/**
 * Call fetch() with the access token; refresh the token first if it has expired.
 *
 * Throw an `ApiError` if it cannot be refreshed.  The user must then sign in again, as
 * they must if the answer is a 401, except for `insufficient_user_authentication`, which
 * asks for a step-up.  The body must be one that can be sent twice: a string or a
 * FormData, not a stream.
 *
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function authorisedFetch(path, options = {}) {
  const mine = getLogin();
  const used = mine.accessToken;
  let response = await send(mine, path, options);
  if (response.status === 401 && canRefresh(mine) && (await isForRefresh(response))) {
    // Another call, or another tab, may have refreshed it in the meantime.
    if (mine.accessToken === used) {
      await refreshOnce(mine, join);
    }
    response = await send(mine, path, options);
  }
  return response;
}

/**
 * Call the API with the access token; return its answer, which is `null` if it is empty, or
 * throw an `ApiError`.
 *
 * @param {string} method
 * @param {string} path
 * @param {Json} [data]
 * @param {{ movesTokens?: boolean }} [how]
 * @returns {Promise<any>}
 */
export async function call(method, path, data, how) {
  const mine = getLogin();
  return read(mine, await authorisedFetch(path, makeOptions(method, data, how)));
}

/** @param {Response} response */
async function isForRefresh(response) {
  // From the body: scripts of another origin cannot read the header.
  const body = await response.clone().json().catch(() => null);
  return !NOT_FOR_REFRESH.has(body?.code);
}
