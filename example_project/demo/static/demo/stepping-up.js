/** Ask for the second factor again before an action that a thief must not do. */

import * as auth from "./auth.js";
import { askForCode, forgetCode } from "./code-panel.js";
import { stepUp } from "./second-factors.js";
import { take } from "./steps.js";

/**
 * Ask for a code or a passkey, and make the change that it proves: `change(answer)`.
 *
 * `aim` says what will be changed, and `goBack` shows the previous panel.
 */
export function askForProof(panel, aim, goBack, change) {
  const text = (act) => `${act} ${aim}`;
  return take(panel, "stepUp", () => ask("proof", text, goBack, change));
}

/**
 * Take a step for which the API may want a recent second factor: `action()`.
 *
 * If it does, ask for a code or a passkey, and then take the step again, once.
 */
export async function takeRecently(panel, step, goBack, action) {
  let isTooOld = false;
  await take(panel, step, async () => {
    try {
      await action();
    } catch (error) {
      isTooOld = error.code === "insufficient_user_authentication";
      if (!isTooOld) {
        throw error;
      }
    }
  });
  if (isTooOld) {
    // A step of its own: what goes wrong with it means something else.
    await take(panel, "stepUp", () => askAndRepeat(panel, step, goBack, action));
  }
}

function askAndRepeat(panel, step, goBack, action) {
  const text = (act) => `You signed in some time ago. ${act} to continue.`;
  return ask("stepUpCode", text, goBack, async (answer) => {
    await auth.confirm(answer);
    // Messages about the step belong in the panel where it was started.
    goBack();
    take(panel, step, action);
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
    use: async (answer) => {
      await use(answer);
      forgetCode();
    },
    leave,
    leaveLabel: "Cancel",
  });
}
