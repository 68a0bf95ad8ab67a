/** The panels where users add a passkey and rename one. */

import { addPasskey, renamePasskey } from "./passkeys.js";
import { makePanel, showPanel } from "./panels.js";
import { take } from "./steps.js";

const addPanel = makePanel("add-passkey");
const renamePanel = makePanel("rename-passkey");
const newName = document.getElementById("passkey-name");
const otherName = document.getElementById("other-passkey-name");

let add = async () => {};
let rename = async () => {};

/**
 * Ask for a name, and make the passkey; `options` are those of `setUpPasskey`.
 *
 * `done(news, codes)` is called with the recovery codes, if there are new ones, and
 * `stepBack` when the user cancels.
 */
export function askToAdd(options, heading, { done, stepBack }) {
  add = async () => {
    const { recovery_codes } = await addPasskey(options, newName.value);
    done("The passkey has been added.", recovery_codes);
  };
  addPanel.heading.textContent = heading;
  addPanel.stepBack = stepBack;
  newName.value = "";
  addPanel.clear();
  showPanel(addPanel, newName);
}

/** Ask for another name of a passkey; `done(news)` and `stepBack` are as above. */
export function askToRename({ id, name }, { done, stepBack }) {
  rename = async () => {
    await renamePasskey(id, otherName.value);
    done("The passkey has been renamed.");
  };
  renamePanel.stepBack = stepBack;
  otherName.value = name;
  renamePanel.clear();
  showPanel(renamePanel, otherName);
}

/** Remove the names from the page. */
export function forgetNames() {
  newName.value = otherName.value = "";
  [addPanel, renamePanel].forEach((one) => one.clear());
}

addPanel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  take(addPanel, "addPasskey", () => add(), () => newName.focus());
});

renamePanel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  take(renamePanel, "api", () => rename(), () => otherName.focus());
});

document.getElementById("add-passkey-back").addEventListener("click", () => {
  addPanel.stepBack();
});

document.getElementById("rename-passkey-back").addEventListener("click", () => {
  renamePanel.stepBack();
});
