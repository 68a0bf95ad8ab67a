/**
 * See and end the sessions of the signed-in user, and the devices that they trust.
 *
 * Like `second-factors.js`, it knows the API but not the page.
 */

import { call, getUsername } from "./auth.js";
import { keepDeviceToken } from "./device-tokens.js";

/** Return the sessions, the most recently used first. */
export function getSessions() {
  return call("GET", "sessions/");
}

/** End a session; for the present one, call `endSession` of `auth.js` instead. */
export function endOther(id) {
  return call("DELETE", `sessions/${id}/`);
}

/** End all sessions but the present one; return how many. */
export async function endOthers() {
  const { ended } = await call("DELETE", "sessions/");
  return ended;
}

/** Give a session a name. */
export function nameSession(id, name) {
  return call("PATCH", `sessions/${id}/`, { name });
}

/** Return the devices on which the user is not asked for a code. */
export function getDevices() {
  return call("GET", "devices/");
}

/** End trust in a device; its sessions go on. */
export async function forgetDevice({ id, is_current }) {
  await call("DELETE", `devices/${id}/`);
  if (is_current && getUsername() !== null) {
    keepDeviceToken(getUsername(), null);
  }
}
