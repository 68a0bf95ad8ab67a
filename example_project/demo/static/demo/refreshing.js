/** Exchange the refresh token, once for all calls and tabs that need it. */

import { ApiError, post, usesCookie } from "./api.js";
import { tell } from "./events.js";
import * as tabs from "./tabs.js";

/** @import { Login } from "./api.js" */

/**
 * @param {Login} login
 * @returns {boolean}
 */
export function canRefresh({ accessToken, refreshToken }) {
  return Boolean(refreshToken || (usesCookie() && accessToken));
}

/**
 * Get a new access token; throw an `ApiError` if there is none, and end the login if the
 * API says that it is over.
 *
 * `replace(tokens)` is called if the cookie turns out to be of another login.
 *
 * @param {Login} login
 * @param {(tokens: tabs.Tokens) => void} replace
 * @returns {Promise<void>}
 */
export function refreshOnce(login, replace) {
  // Calls that were refused at the same time share one refresh: where the server rotates
  // refresh tokens, each can be used once.
  login.refreshing ??= refreshInTurn(login, replace).finally(() => {
    login.refreshing = null;
  });
  return login.refreshing;
}

/**
 * Return the tokens that the cookie is good for; throw an `ApiError` if it is not.
 *
 * @param {Login} login
 * @returns {Promise<tabs.Tokens>}
 */
export function requestTokens(login) {
  return tabs.takeTurn(login, () => exchange(login));
}

/**
 * @param {Login} login
 * @param {(tokens: tabs.Tokens) => void} replace
 */
async function refreshInTurn(login, replace) {
  const used = login.accessToken;
  await tabs.takeTurn(login, async () => {
    // Another tab may have had its turn first, and its tokens may have come.
    if (login.accessToken === used) {
      await refresh(login, used, replace);
    }
  });
}

/**
 * @param {Login} login
 * @param {string | null | undefined} used
 * @param {(tokens: tabs.Tokens) => void} replace
 */
async function refresh(login, used, replace) {
  try {
    const tokens = await exchange(login);
    const before = tabs.findSession(login);
    if (usesCookie() && tabs.findSession(tokens) !== before) {
      // Somebody signed in in another tab, and its message was lost.
      replace(tokens);
      return;
    }
    Object.assign(login, tokens);
    tabs.tellTokens(login, before);
    tell("changed");
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) {
      throw error;
    }
    if (login.accessToken !== used && error.code !== "token_reused") {
      return; // Meanwhile, another tab has sent newer tokens.
    }
    tabs.tellEnd(login, error.code);
    login.accessToken = login.refreshToken = null;
    tell("ended", { code: error.code });
    throw error;
  }
}

/**
 * @param {Login} login
 * @returns {Promise<tabs.Tokens>}
 */
async function exchange(login) {
  const used = login.refreshToken;
  const data = usesCookie() ? {} : { refresh: used };
  const tokens = await post(login, "refresh/", data, { movesTokens: true });
  if (!tokens?.access) {
    throw new ApiError(200, "unknown");
  }
  return { accessToken: tokens.access, refreshToken: tokens.refresh ?? used };
}
