/** The panel where users see where they are signed in, and end it. */

import { getTitle, tellUse } from "./clients.js";
import { forgetDevices, showDevices } from "./devices-panel.js";
import { makeItem } from "./items.js";
import { makePanel, showPanel } from "./panels.js";
import { askForName, forgetName } from "./session-name-panel.js";
import { endOther, endOthers, getSessions } from "./sessions.js";
import { load as fill, take } from "./steps.js";
import { takeRecently } from "./stepping-up.js";

const panel = makePanel("sessions");
const list = document.getElementById("session-list");

let leave = () => {};
let signOut = () => {};

/** Set what is called when the user ends the present session. */
export function whenSigningOut(callback) {
  signOut = callback;
}

/** Show the sessions; `way.leave` goes back to the previous panel. */
export async function showSessions(way) {
  leave = way.leave;
  await load();
  panel.clear();
  showPanel(panel);
}

/** Remove everything about this user from the page. */
export function forgetSessions() {
  list.replaceChildren();
  panel.clear();
  forgetName();
  forgetDevices();
}

async function load() {
  list.replaceChildren(...(await getSessions()).map(makeSessionItem));
}

function makeSessionItem(session) {
  return makeItem(getTitle(session), tellUse("Signed in", session), [
    ["Name", () => askForName(session, showList)],
    ["Sign out", () => (session.is_current ? signOut() : endOne(session))],
  ]);
}

function showList(news = "") {
  panel.clear();
  showPanel(panel);
  panel.tell(news);
  // The buttons can be used while it loads.
  fill(panel, "sessions", load);
}

// A project may want a recent second factor for it (`SESSION_PERMISSIONS`).
function endOne(session) {
  takeRecently(panel, "sessions", () => showPanel(panel), async () => {
    await endOther(session.id);
    showList(`You have signed out ${getTitle(session)}.`);
  });
}

document.getElementById("end-others").addEventListener("click", () => {
  takeRecently(panel, "sessions", () => showPanel(panel), async () => {
    const ended = await endOthers();
    showList(`Sessions that were signed out: ${ended}.`);
  });
});

document.getElementById("show-devices").addEventListener("click", () => {
  take(panel, "sessions", () => showDevices({ leave: () => showList() }));
});

document.getElementById("sessions-back").addEventListener("click", () => leave());
