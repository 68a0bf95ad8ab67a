/** A token as the curious see it: its claims, and its life running down. */

import { readClaims, readLifetime } from "./auth.js";
import { countDown, formatTime } from "./countdown.js";

// When each token was first seen: what is left of its life is counted from there.
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
    life.textContent = left > 0 ? `ends in ${formatTime(left)}` : "has ended";
  });
}

/** Forget all tokens: a refresh token is worth a login for as long as it lives. */
export function forgetTokens() {
  seen.clear();
}
