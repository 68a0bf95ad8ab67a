/**
 * See and end the sessions of the signed-in user, and the devices that they trust.
 *
 * Like `second-factors.js`, it knows the API but not the page.
 */

import { call, getUsername } from "./auth.js";
import { keepDeviceToken } from "./device-tokens.js";

/**
 * @typedef {object} Client A session, or a device that the user trusts.
 * @property {string} id
 * @property {string} name
 * @property {string} user_agent
 * @property {string | null} ip
 * @property {string} created_at
 * @property {string} last_used_at
 * @property {string} expires_at
 * @property {boolean} is_current
 */

/**
 * Return the sessions, the most recently used first.
 *
 * @returns {Promise<Client[]>}
 */
export function getSessions() {
  return call("GET", "sessions/");
}

/**
 * End a session; for the present one, call `endSession` of `auth.js` instead.
 *
 * @param {string} id
 */
export function endOther(id) {
  return call("DELETE", `sessions/${id}/`);
}

/**
 * End all sessions but the present one; return how many.
 *
 * @returns {Promise<number>}
 */
export async function endOthers() {
  const { ended } = await call("DELETE", "sessions/");
  return ended;
}

/**
 * Give a session a name.
 *
 * @param {string} id
 * @param {string} name
 * @returns {Promise<Client>}
 */
export function nameSession(id, name) {
  return call("PATCH", `sessions/${id}/`, { name });
}

/**
 * Return the devices on which the user is not asked for a code.
 *
 * @returns {Promise<Client[]>}
 */
export function getDevices() {
  return call("GET", "devices/");
}

/**
 * End trust in a device; its sessions go on.
 *
 * @param {Pick<Client, "id" | "is_current">} device
 */
export async function forgetDevice({ id, is_current }) {
  await call("DELETE", `devices/${id}/`);
  const username = getUsername();
  if (is_current && username !== null) {
    keepDeviceToken(username, null);
  }
}
