/** The page: signing in, and what follows. */

import * as auth from "./auth.js";
import { askForCode, forgetCode } from "./code-panel.js";
import { forgetFactors, requireApp } from "./factors-panels.js";
import { watchMailbox } from "./mailbox.js";
import { makePanel, showPanel } from "./panels.js";
import { usePhone } from "./phone.js";
import { enter, forgetMe } from "./signed-in.js";
import { take, whenOver } from "./steps.js";

const signInPanel = makePanel("sign-in");
const username = document.getElementById("username");
const password = document.getElementById("password");

signInPanel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const signIn = async () => {
    const challenge = await auth.signIn(username.value, password.value).finally(() => {
      // Never kept, not even in the field.
      password.value = "";
    });
    askForCode(challenge, {
      heading: "Enter the code",
      steps: { code: "confirm", challenge: "newCode" },
      use: confirm,
      leave: startOver,
      leaveLabel: "Sign in as someone else",
    });
  };
  take(signInPanel, "signIn", signIn, () => password.focus());
});

async function confirm(code) {
  const answer = await auth.confirm(code);
  if (answer.enrollment_token) {
    requireApp({ enter, leave: startOver });
  } else {
    enter(countRecoveryCodes(answer.recovery_codes_left));
  }
  forgetCode();
}

function countRecoveryCodes(left) {
  if (left === undefined) {
    return ""; // The user signed in with another method.
  }
  return left > 0
    ? `That code cannot be used again. Recovery codes left: ${left}.`
    : "That was your last recovery code. Please create new ones.";
}

function startOver() {
  auth.signOut();
  signInPanel.clear();
  password.value = "";
  forgetCode();
  forgetFactors();
  showPanel(signInPanel, username.value ? password : username);
  forgetMe();
}

document.getElementById("sign-out").addEventListener("click", () => {
  startOver();
  signInPanel.tell("You have signed out.");
});

whenOver(startOver);
watchMailbox(document.getElementById("mails"), (news) => {
  document.getElementById("mail-news").textContent = news;
});
usePhone(
  document.getElementById("scan"),
  document.getElementById("accounts"),
  (news) => {
    document.getElementById("phone-news").textContent = news;
  },
);
showPanel(signInPanel, username);
