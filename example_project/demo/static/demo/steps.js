/** Doing what a button is for, and telling the person what goes wrong. */

import * as auth from "./auth.js";
import { explain } from "./explain.js";

let startOver = () => {};

/** Have this called when the person is to sign in again. */
export function whenOver(callback) {
  startOver = callback;
}

/**
 * Do what a button is for, once at a time, and tell the person if it fails.
 *
 * `prepare` makes the form ready for another attempt.
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

/** Tell the person what went wrong, and how they can go on. */
export function fail(panel, step, error) {
  if (error.name === "AbortError") {
    return; // The person has left.
  }
  if (!(error instanceof auth.ApiError)) {
    console.error(error);
  }
  if (panel.isHidden) {
    return; // The same, and what goes on now is another login.
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
