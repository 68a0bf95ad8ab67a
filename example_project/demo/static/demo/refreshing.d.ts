/** @import { Login } from "./api.js" */
/**
 * @param {Login} login
 * @returns {boolean}
 */
export function canRefresh({ accessToken, refreshToken }: Login): boolean;
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
export function refreshOnce(login: Login, replace: (tokens: tabs.Tokens) => void): Promise<void>;
/**
 * Return the tokens that the cookie is good for; throw an `ApiError` if it is not.
 *
 * @param {Login} login
 * @returns {Promise<tabs.Tokens>}
 */
export function requestTokens(login: Login): Promise<tabs.Tokens>;
import type { Login } from "./api.js";
import * as tabs from "./tabs.js";
