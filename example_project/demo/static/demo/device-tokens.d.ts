/**
 * Return the token of this device for the user, or `null`.
 *
 * @param {string} username
 */
export function findDeviceToken(username: string): string | null;
/**
 * Keep the token in place of the one before; with `null`, forget that one.
 *
 * @param {string} username
 * @param {string | null} token
 */
export function keepDeviceToken(username: string, token: string | null): void;
