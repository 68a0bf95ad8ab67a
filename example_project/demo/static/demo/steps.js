/** Run the action of a button, and show what goes wrong. */

import * as auth from "./auth.js";
import { explain } from "./explain.js";
import { PasskeyError } from "./webauthn.js";

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
    }
  } finally {
    panel.setBusy(false);
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
  }
}
