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
export function authorisedFetch(path: string, options?: RequestInit): Promise<Response>;
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
export function call(method: string, path: string, data?: Json, how?: {
    movesTokens?: boolean;
}): Promise<any>;
import type { Json } from "./api.js";
