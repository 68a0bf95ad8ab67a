/**
 * The tokens of trusted devices, by the name of the user.
 *
 * In localStorage, knowingly: any script that gets into the page can read them, and NIST
 * SP 800-63B-4, 5.1, advises against keeping secrets there.  But they have to be there at
 * the next login, and without the password they are worth nothing.  A copy is noticed as
 * soon as both are used.  A server that can should set a cookie instead that is HttpOnly,
 * Secure and SameSite=Strict.
 *
 * They stay when the user signs out, until the user forgets the device.
 */

const PREFIX = "device-token:";

/** Return the token of this device for the user, or `null`. */
export function findDeviceToken(username) {
  return withStorage((storage) => storage.getItem(PREFIX + username)) ?? null;
}

/** Keep the token in place of the one before; with `null`, forget that one. */
export function keepDeviceToken(username, token) {
  withStorage((storage) =>
    token === null
      ? storage.removeItem(PREFIX + username)
      : storage.setItem(PREFIX + username, token),
  );
}

// Without it, the user is asked for a code at each login.
function withStorage(use) {
  try {
    return use(localStorage);
  } catch {
    return null; // The browser may not allow it, or it may be full.
  }
}
