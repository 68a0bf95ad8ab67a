/** The claims of tokens. */

/**
 * Return the claims of a token (RFC 7519).
 *
 * Anyone can read them, but only the server can verify them.
 *
 * @param {string} token
 * @returns {Record<string, any>}
 */
export function readClaims(token) {
  const base64 = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Return the lifetime of a token in seconds, which does not depend on the clock here.
 *
 * @param {string} token
 * @returns {number}
 */
export function readLifetime(token) {
  const { iat, exp } = readClaims(token);
  return exp - iat;
}
