/** Say why passkeys cannot be used, where they cannot. */

import { explain } from "./explain.js";
import { findObstacle } from "./webauthn.js";

/** Hide what needs passkeys if there are none here, and give the reason in its place. */
export function showSupport() {
  const obstacle = findObstacle();
  if (obstacle === null) {
    return;
  }
  for (const element of document.querySelectorAll(".needs-passkeys")) {
    element.hidden = true;
  }
  for (const hint of document.querySelectorAll(".no-passkeys")) {
    hint.append(explain("api", { code: obstacle }).text, ...makeWayOut(obstacle));
    hint.hidden = false;
  }
}

// This demo listens on this machine only, so it has a name.
function makeWayOut(obstacle) {
  if (obstacle !== "passkey_address") {
    return [];
  }
  const url = new URL(location.href);
  url.hostname = "localhost";
  const link = document.createElement("a");
  link.href = link.textContent = url.href;
  return [" To use them, open ", link, "."];
}
