/** Tell the app when its login begins, changes or ends. */

/**
 * @typedef {object} LoginEvent
 * @property {"signed-in" | "changed" | "ended"} type "changed": the same user has other
 *   tokens.
 * @property {string | null} code Why the login has ended: "signed_out", or the code of the
 *   error.
 * @property {boolean} isElsewhere Whether it comes from another tab.
 */

/** @type {Set<(event: LoginEvent) => void>} */
const listeners = new Set();

/**
 * Call `listener(event)` from now on; return a function that stops it.
 *
 * @param {(event: LoginEvent) => void} listener
 * @returns {() => void}
 */
export function onLogin(listener) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/**
 * @param {LoginEvent["type"]} type
 * @param {{ code?: string | null, isElsewhere?: boolean }} [more]
 */
export function tell(type, { code = null, isElsewhere = false } = {}) {
  for (const listener of [...listeners]) {
    try {
      listener({ type, code, isElsewhere });
    } catch (error) {
      console.error(error); // The tokens must be kept, whatever a listener does.
    }
  }
}
