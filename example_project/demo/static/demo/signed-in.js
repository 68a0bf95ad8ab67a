/** The panels for signed-in users: the protected API, the tokens, the e-mail address. */

import * as auth from "./auth.js";
import { showFactors } from "./factors-panel.js";
import { makePanel, showPanel } from "./panels.js";
import { showSessions } from "./sessions-panel.js";
import { load, take } from "./steps.js";
import { takeRecently } from "./stepping-up.js";
import { forgetTokens, showToken } from "./tokens.js";

const panel = makePanel("signed-in");
const emailPanel = makePanel("email");
const email = document.getElementById("new-email");
const ABOUT_ME = "#me-username, #me-email, .token [role=timer], .token code";

const stopClocks = [];

function stopAllClocks() {
  stopClocks.splice(0).forEach((stop) => stop());
}

/** Show the panel to a user who has just signed in. */
export function enter(news = "") {
  goBack();
  panel.tell(news);
  // The buttons can be used while it loads.
  load(panel, "api", showMe);
}

/** Remove everything about this user from the page. */
export function forgetMe() {
  stopAllClocks();
  forgetTokens();
  [panel, emailPanel].forEach((one) => one.clear());
  email.value = "";
  for (const place of panel.section.querySelectorAll(ABOUT_ME)) {
    place.textContent = "…";
  }
}

function goBack() {
  showPanel(panel);
  showTokens();
}

async function showMe() {
  const me = await auth.call("GET", "me/");
  document.getElementById("me-username").textContent = me.username;
  document.getElementById("me-email").textContent = me.email;
  showTokens();
}

function showTokens() {
  stopAllClocks();
  const tokens = auth.getTokens();
  for (const [name, token] of Object.entries(tokens)) {
    stopClocks.push(showToken(document.getElementById(`${name}-token`), token));
  }
  document.getElementById("refresh-token").hidden = !tokens.refresh;
  document.getElementById("refresh-in-cookie").hidden = Boolean(tokens.refresh);
}

document.getElementById("call").addEventListener("click", () => {
  take(panel, "api", async () => {
    await showMe();
    panel.tell("The API answered.");
  });
});

document.getElementById("refresh").addEventListener("click", () => {
  take(panel, "api", async () => {
    await auth.refresh();
    showTokens();
    panel.tell("You have a new access token.");
  });
});

document.getElementById("show-factors").addEventListener("click", () => {
  take(panel, "api", () => showFactors({ leave: goBack }));
});

document.getElementById("show-sessions").addEventListener("click", () => {
  take(panel, "api", () => showSessions({ leave: goBack }));
});

// Change the e-mail address.

function showEmail() {
  showPanel(emailPanel, email);
}

document.getElementById("show-email").addEventListener("click", () => {
  emailPanel.clear();
  panel.clear();
  showEmail();
});

document.getElementById("email-back").addEventListener("click", goBack);

emailPanel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  takeRecently(emailPanel, "api", showEmail, async () => {
    await auth.call("PUT", "email/", { email: email.value });
    email.value = "";
    enter("The e-mail address has been changed.");
  });
});
