/**
 * The tokens of trusted devices, by the name of the user.
 *
 * In localStorage, knowingly: any script that gets into the page can read them, and NIST
 * SP 800-63B-4, 5.1, advises against keeping secrets there.  But they have to be there at
 * the next login, and without the password they are worth nothing.  A copy is noticed as
 * soon as both are used.  With the transport "cookie", they are in a cookie instead, and
 * nothing is kept here.
 *
 * They stay when the user signs out, until the user forgets the device.
 */

const PREFIX = "device-token:";

/**
 * Return the token of this device for the user, or `null`.
 *
 * @param {string} username
 */
export function findDeviceToken(username) {
  return withStorage((storage) => storage.getItem(PREFIX + username)) ?? null;
}

/**
 * Keep the token in place of the one before; with `null`, forget that one.
 *
 * @param {string} username
 * @param {string | null} token
 */
export function keepDeviceToken(username, token) {
  withStorage((storage) =>
    token === null
      ? storage.removeItem(PREFIX + username)
      : storage.setItem(PREFIX + username, token),
  );
}

// Without it, the user is asked for a code at each login.
/**
 * @template T
 * @param {(storage: Storage) => T} use
 * @returns {T | null}
 */
function withStorage(use) {
  try {
    return use(localStorage);
  } catch {
    return null; // There may be none, the browser may not allow it, or it may be full.
  }
}
