/** The claims of tokens. */
/**
 * Return the claims of a token (RFC 7519).
 *
 * Anyone can read them, but only the server can verify them.
 *
 * @param {string} token
 * @returns {Record<string, any>}
 */
export function readClaims(token: string): Record<string, any>;
/**
 * Return the lifetime of a token in seconds, which does not depend on the clock here.
 *
 * @param {string} token
 * @returns {number}
 */
export function readLifetime(token: string): number;
