/** The panel for users who must set up a second factor before they are signed in. */

import { showSetUp } from "./app-panel.js";
import { showCodes } from "./codes-panel.js";
import { askToAdd } from "./passkey-panels.js";
import { setUpPasskey } from "./passkeys.js";
import { makePanel, showPanel } from "./panels.js";
import { setUpApp } from "./second-factors.js";
import { take } from "./steps.js";

const panel = makePanel("required");

let enter = () => {};

/** Ask for the setup; `enter` is called after it, `leave` when the user cancels. */
export function requireFactor(way) {
  enter = way.enter;
  panel.stepBack = way.leave;
  panel.clear();
  showPanel(panel);
}

const way = {
  done(news, codes) {
    if (codes) {
      showCodes(codes, news, enter);
    } else {
      enter(news);
    }
  },
  stepBack: () => showPanel(panel),
};

document.getElementById("require-app").addEventListener("click", () => {
  take(panel, "setUp", async () => {
    showSetUp(await setUpApp(), "Set up an authenticator app", way);
  });
});

document.getElementById("require-passkey").addEventListener("click", () => {
  take(panel, "setUp", async () => askToAdd(await setUpPasskey(), "Add a passkey", way));
});

document.getElementById("required-back").addEventListener("click", () => panel.stepBack());
