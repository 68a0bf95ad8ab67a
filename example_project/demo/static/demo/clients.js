/** How sessions and devices are called and described. */

import { formatDate } from "./items.js";

const LONGEST = 60;

/**
 * Return the name that the user gave it or, without one, what the browser says of itself.
 *
 * What all browsers say, whatever they are, is left out.  The rest is not interpreted: a
 * browser may say anything.
 */
export function getTitle({ name, user_agent, is_current }) {
  const title = name || shorten(user_agent) || "Unknown browser";
  return is_current ? `${title} (this device)` : title;
}

/** Return the sentence that says since when, how lately and from where it was used. */
export function tellUse(verb, { created_at, last_used_at, ip }) {
  const facts = [`${verb} ${formatDate(created_at)}`, `last used ${formatDate(last_used_at)}`];
  return `${[...facts, ...(ip ? [`from ${ip}`] : [])].join(", ")}.`;
}

function shorten(userAgent) {
  const text = userAgent
    .replace(/^Mozilla\/5\.0 /, "")
    .replace(/AppleWebKit\/\S+ \(KHTML, like Gecko\) /, "");
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
