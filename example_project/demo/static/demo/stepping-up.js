/** Asking a person for a second factor again, before what no thief should do. */

import * as auth from "./auth.js";
import { askForCode, forgetCode } from "./code-panel.js";
import { stepUp } from "./second-factors.js";
import { take } from "./steps.js";

/**
 * Ask for a code, and make the change that it proves: `change(code)`.
 *
 * `text` says what will be changed, and `goBack` shows where the person came from.
 */
export function askForProof(panel, text, goBack, change) {
  return take(panel, "stepUp", () => ask("proof", text, goBack, change));
}

/**
 * Take a step for which the API may want a recent second factor: `action()`.
 *
 * If it does, the person is asked for a code, and then the step is taken once more.
 */
export function takeRecently(panel, step, goBack, action) {
  return take(panel, step, async () => {
    try {
      await action();
    } catch (error) {
      if (error.code !== "insufficient_user_authentication") {
        throw error;
      }
      const text = "You signed in some time ago. With a code it goes on.";
      await ask("stepUpCode", text, goBack, async (code) => {
        await auth.confirm(code);
        // What comes of it is said where it was begun.
        goBack();
        take(panel, step, action);
      });
    }
  });
}

async function ask(step, text, goBack, use) {
  const leave = () => {
    forgetCode();
    goBack();
  };
  askForCode(await stepUp(), {
    heading: "Confirm that it is you",
    text,
    steps: { code: step, challenge: "stepUpChallenge" },
    use: async (code) => {
      await use(code);
      forgetCode();
    },
    leave,
    leaveLabel: "Cancel",
  });
}
