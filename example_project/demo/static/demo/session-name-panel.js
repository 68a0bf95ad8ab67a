/** The panel where users name a session. */

import { makePanel, showPanel } from "./panels.js";
import { nameSession } from "./sessions.js";
import { takeRecently } from "./stepping-up.js";

const panel = makePanel("name-session");
const field = document.getElementById("session-name");

let session = null;
let goBack = () => {};

/** Ask for a name of the session; `back(news)` goes back to the list. */
export function askForName(asked, back) {
  session = asked;
  goBack = back;
  panel.stepBack = () => goBack();
  field.value = session.name;
  panel.clear();
  showPanel(panel, field);
}

/** Remove the name from the page. */
export function forgetName() {
  session = null;
  field.value = "";
  panel.clear();
}

panel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  takeRecently(panel, "sessions", () => showPanel(panel, field), async () => {
    await nameSession(session.id, field.value);
    goBack("The name has been saved.");
  });
});

document.getElementById("name-session-back").addEventListener("click", () => goBack());
