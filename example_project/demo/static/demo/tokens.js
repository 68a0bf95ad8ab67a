/** Show a token: its claims, and the time until it expires. */

import { readClaims, readLifetime } from "./claims.js";
import { countDown, formatTime } from "./countdown.js";

// When each token was first seen; the remaining lifetime is counted from then.
const seen = new Map();

/** Show the token in the element; return a function that stops its clock. */
export function showToken(element, token) {
  if (!token) {
    return () => {};
  }
  if (!seen.has(token)) {
    seen.set(token, Date.now());
  }
  const age = (Date.now() - seen.get(token)) / 1000;
  const claims = JSON.stringify(readClaims(token), null, 2);
  const life = element.querySelector("[role=timer]");
  element.querySelector("code").textContent = claims;
  return countDown(Math.max(0, readLifetime(token) - age), (left) => {
    life.textContent = left > 0 ? `expires in ${formatTime(left)}` : "expired";
  });
}

/** Forget all tokens: a refresh token is as good as a login until it expires. */
export function forgetTokens() {
  seen.clear();
}
