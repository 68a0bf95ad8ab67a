/** The page: which panel is shown, what it says, what its buttons do. */

import * as auth from "./auth.js";
import { countDown, formatTime } from "./countdown.js";
import { explain } from "./explain.js";
import { watchMailbox } from "./mailbox.js";
import { makePanel, showPanel } from "./panels.js";
import { forgetTokens, showToken } from "./tokens.js";

const signInPanel = makePanel("sign-in");
const confirmPanel = makePanel("confirm");
const signedInPanel = makePanel("signed-in");

const username = document.getElementById("username");
const password = document.getElementById("password");
const code = document.getElementById("code");
const newCode = document.getElementById("new-code");
const timeLeft = document.getElementById("time-left");
const ABOUT_ME = "#me-username, #me-email, .token [role=timer], .token code";
const codeLength = Number(code.dataset.length);

const stopClocks = [];

function stopAllClocks() {
  stopClocks.splice(0).forEach((stop) => stop());
}

/**
 * Do what a button is for, once at a time, and tell the person if it fails.
 *
 * `prepare` makes the form ready for another attempt.
 */
async function take(panel, step, action, prepare = () => {}) {
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

function fail(panel, step, error) {
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
    stopAllClocks();
    timeLeft.textContent = "";
    auth.signOut();
    panel.offerToStartOver(text, startOver);
  } else if (next === "wait" && seconds !== null) {
    panel.wait(step, text, seconds);
  } else {
    panel.complain(text);
  }
}

// Sign in.

signInPanel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const signIn = async () => {
    const life = await auth.signIn(username.value, password.value).finally(() => {
      // Not kept, not even in the field.
      password.value = "";
    });
    showPanel(confirmPanel, code);
    startCode(life, "We sent you a mail with a code.");
  };
  take(signInPanel, "signIn", signIn, () => password.focus());
});

// Type the code.

function startCode(life, news) {
  stopAllClocks();
  code.value = "";
  confirmPanel.tell(news);
  stopClocks.push(
    countDown(
      life,
      (left) => {
        timeLeft.textContent = `The code is good for another ${formatTime(left)}.`;
        if (left === 60) {
          confirmPanel.tell("The code ends in one minute.");
        }
      },
      () => fail(confirmPanel, "confirm", new auth.ApiError(403, "code_token_expired")),
    ),
  );
}

function confirmCode() {
  if (confirmPanel.waitingFor === "confirm" || confirmPanel.isDead) {
    return;
  }
  take(confirmPanel, "confirm", () => auth.confirm(code.value).then(enter), () => {
    code.focus();
    code.select();
  });
}

confirmPanel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  confirmCode();
});

code.addEventListener("input", () => {
  // "123 4567" and a whole subject line can be pasted.
  code.value = code.value.replace(/\D/g, "").slice(0, codeLength);
  if (code.value.length === codeLength) {
    confirmCode();
  }
});

newCode.addEventListener("click", () => {
  if (confirmPanel.isDead) {
    return;
  }
  take(confirmPanel, "newCode", async () => {
    const life = await auth.sendNewCode();
    startCode(life, "We sent you a new code. The old one does not work any more.");
    code.focus();
  });
});

document.getElementById("back").addEventListener("click", () => startOver());

function startOver() {
  stopAllClocks();
  auth.signOut();
  [signInPanel, confirmPanel, signedInPanel].forEach((panel) => panel.clear());
  password.value = "";
  code.value = "";
  showPanel(signInPanel, username.value ? password : username);
  forgetMe();
}

// Signed in.

function enter() {
  code.value = "";
  stopAllClocks();
  showPanel(signedInPanel);
  showTokens();
  // Meanwhile the buttons can be used.
  showMe().catch((error) => fail(signedInPanel, "api", error));
}

async function showMe() {
  const response = await auth.authorisedFetch("/api/me/");
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new auth.ApiError(response.status, body.code ?? "token_not_valid");
  }
  const me = await response.json();
  document.getElementById("me-username").textContent = me.username;
  document.getElementById("me-email").textContent = me.email;
  showTokens();
}

/** Leave nothing of this user in the page for the next one. */
function forgetMe() {
  forgetTokens();
  for (const place of signedInPanel.section.querySelectorAll(ABOUT_ME)) {
    place.textContent = "…";
  }
}

function showTokens() {
  stopAllClocks();
  for (const [name, token] of Object.entries(auth.getTokens())) {
    stopClocks.push(showToken(document.getElementById(`${name}-token`), token));
  }
}

document.getElementById("call").addEventListener("click", () => {
  take(signedInPanel, "api", async () => {
    await showMe();
    signedInPanel.tell("The API answered.");
  });
});

document.getElementById("refresh").addEventListener("click", () => {
  take(signedInPanel, "api", async () => {
    await auth.refresh();
    showTokens();
    signedInPanel.tell("You have a new access token.");
  });
});

document.getElementById("sign-out").addEventListener("click", () => {
  startOver();
  signInPanel.tell("You have signed out.");
});

watchMailbox(document.getElementById("mails"), (news) => {
  document.getElementById("mail-news").textContent = news;
});
showPanel(signInPanel, username);
