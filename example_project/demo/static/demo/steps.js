/** Run the action of a button, and show what goes wrong. */

import * as auth from "./auth.js";
import { explain } from "./explain.js";
import { PasskeyError } from "./webauthn.js";

// Codes of errors that are about what the user has typed.
const TYPED_WRONG = new Set([
  "authentication_failed",
  "incorrect_proof",
  "incorrect_confirmation",
]);

let startOver = () => {};

/** Set what is called when the user has to sign in again. */
export function whenOver(callback) {
  startOver = callback;
}

/**
 * Run an action, one at a time, and tell the user if it fails.
 *
 * `prepare` prepares the form for another attempt.
 */
export async function take(panel, step, action, prepare = () => {}) {
  if (panel.isBusy) {
    return;
  }
  panel.setBusy(true);
  panel.clear();
  try {
    await action();
  } catch (error) {
    fail(panel, step, error);
    if (!panel.isHidden && !panel.isDead) {
      prepare();
      panel.focusWrongField();
    }
  } finally {
    panel.setBusy(false);
  }
}

/** Fill a panel that is shown already, whose buttons can be used meanwhile. */
export async function load(panel, step, action) {
  panel.setLoading(true);
  try {
    await action();
  } catch (error) {
    fail(panel, step, error);
  } finally {
    panel.setLoading(false);
  }
}

/** Tell the user what went wrong, and how to continue. */
export function fail(panel, step, error) {
  if (error.name === "AbortError") {
    return; // The user has left.
  }
  if (!(error instanceof auth.ApiError || error instanceof PasskeyError)) {
    console.error(error);
  }
  if (panel.isHidden) {
    return; // The user has left, and this may be another login.
  }
  const { text, next, seconds } = explain(step, error);
  if (next === "start over") {
    auth.signOut();
    panel.offerWayOn(text, "Sign in again", startOver);
  } else if (next === "step back") {
    panel.offerWayOn(text, "Back", panel.stepBack);
  } else if (next === "wait" && seconds !== null) {
    panel.wait(step, text, seconds);
  } else {
    panel.complain(text);
    panel.showFieldErrors(error.fields ?? {});
    if (step !== "passkeyLogin" && TYPED_WRONG.has(error.code)) {
      panel.blameFields();
    }
  }
}
