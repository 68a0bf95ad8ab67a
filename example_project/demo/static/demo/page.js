/** The page: signing in, and what follows. */

import { stopAsking } from "./asking-first.js";
import * as auth from "./auth.js";
import { askForCode, forgetCode } from "./code-panel.js";
import { explainEnd } from "./explain.js";
import { forgetFactors } from "./factors-panel.js";
import { watchMailbox } from "./mailbox.js";
import { showSupport } from "./passkey-support.js";
import { askForPasskey, confirmLogin, waitForPasskey } from "./passkeys.js";
import { makePanel, showPanel } from "./panels.js";
import { usePhone } from "./phone.js";
import { requireFactor } from "./required-panel.js";
import { forgetSessions, whenSigningOut } from "./sessions-panel.js";
import { enter, forgetMe } from "./signed-in.js";
import { take, whenOver } from "./steps.js";

// Where the project has put the endpoints.
const { api, transport } = document.querySelector("main").dataset;
auth.configure({ api, transport });

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
    if (challenge === null) {
      goOnWithout();
      return;
    }
    askForCode(challenge, {
      canTrust: true,
      steps: { code: "confirm", challenge: "newCode" },
      use: confirm,
      leave: startOver,
      leaveLabel: "Sign in as someone else",
    });
  };
  take(signInPanel, "signIn", signIn, () => {
    password.focus();
    offerPasskeys();
  });
});

async function confirm(answer, trustDevice) {
  goOn(await auth.confirm(answer, { trustDevice }));
  forgetCode();
}

function goOnWithout() {
  if (auth.mustEnrol()) {
    requireFactor({ enter, leave: startOver });
  } else {
    enter("No code was needed: you trust this device.");
  }
}

function goOn(answer) {
  if (auth.mustEnrol()) {
    requireFactor({ enter, leave: startOver });
  } else {
    enter(countRecoveryCodes(answer.recovery_codes_left));
  }
}

function countRecoveryCodes(left) {
  if (left === undefined) {
    return ""; // The user signed in with another method.
  }
  return left > 0
    ? `That code cannot be used again. Recovery codes left: ${left}.`
    : "That was your last recovery code. Please create new ones.";
}

// Sign in with a passkey.

document.getElementById("passkey-sign-in").addEventListener("click", () => {
  usePasskey(askForPasskey);
});

function usePasskey(choose) {
  const signIn = async () => goOn(await confirmLogin(await choose()));
  take(signInPanel, "passkeyLogin", signIn, offerPasskeys);
}

/** Offer passkeys in the field for the user name. */
async function offerPasskeys() {
  // What goes wrong with it is not what the user is doing, and the button says it.
  const chosen = await waitForPasskey().catch(() => null);
  if (chosen !== null) {
    usePasskey(() => chosen);
  }
}

function startOver() {
  auth.signOut();
  stopAsking();
  signInPanel.clear();
  password.value = "";
  forgetCode();
  forgetFactors();
  forgetSessions();
  showPanel(signInPanel, username.value ? password : username);
  forgetMe();
  offerPasskeys();
}

function signOut() {
  const ending = auth.endSession();
  startOver();
  signInPanel.tell("You have signed out.");
  // It cannot be repeated: the tokens are gone.
  ending.catch(() => {
    signInPanel.complain(
      "The server could not be told. Until it expires, the session stays in your list.",
    );
  });
}

document.getElementById("sign-out").addEventListener("click", signOut);

whenSigningOut(signOut);
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
showSupport();
showPanel(signInPanel, username);
auth.onLogin(({ type, code, isElsewhere }) => {
  if (!isElsewhere) {
    return; // What this tab does itself, it shows itself.
  }
  if (type === "signed-in") {
    signInPanel.clear();
    enter("You are signed in, as in your other tab.");
  } else if (type === "ended") {
    startOver();
    signInPanel.complain(explainEnd(code));
  }
});
auth.shareLogin();
// A reload keeps the login.  Whoever signs in meanwhile does not wait for it, and without
// an answer the page is what it is without a cookie.
const isResumed = await auth.resume().catch(() => false);
if (isResumed) {
  enter("You are still signed in.");
} else if (!auth.isSignedIn()) {
  offerPasskeys();
}
