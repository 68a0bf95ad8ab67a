/** The panel for entering a code of any method, to sign in or to step up. */

import * as auth from "./auth.js";
import { countDown, formatTime } from "./countdown.js";
import { makePanel, showPanel } from "./panels.js";
import { fail, take } from "./steps.js";

const panel = makePanel("confirm");
const field = document.getElementById("code");
const label = panel.section.querySelector("label[for=code]");
const newCode = document.getElementById("new-code");
const others = document.getElementById("other-methods");
const back = document.getElementById("back");
const timeLeft = document.getElementById("time-left");
const mailLength = Number(field.dataset.length);

const METHODS = {
  "code-sender": {
    label: `Code from the e-mail, ${mailLength} digits`,
    length: mailLength,
    news: (to) => `We sent a code to ${to ?? "your e-mail address"}.`,
    time: (left) => `The code expires in ${left}.`,
    choice: "Send a code by e-mail",
  },
  totp: {
    label: "Code from your app, 6 digits",
    length: 6,
    news: () => "Open your authenticator app to see the code.",
    choice: "Use a code from your app",
  },
  "recovery-code": {
    label: "Recovery code",
    // Letters, digits and hyphens, so only the user knows when it is complete.
    length: null,
    news: () => "Enter one of the recovery codes that you saved.",
    choice: "Use a recovery code",
  },
};

// A method that this page does not know: all it has is a name.
const ANY_METHOD = { length: null, news: () => "Please enter the code." };

let purpose = null;
let challenge = null;
let stopClock = () => {};

/**
 * Show the panel, and ask for the code of the challenge.
 *
 * `purpose` says what it is for: `heading`, `text`, `steps` (the names that `explain` has
 * for entering the code and for starting another challenge), `use(code)`, and `leave`
 * with its label.
 */
export function askForCode(newChallenge, newPurpose) {
  purpose = newPurpose;
  panel.heading.textContent = purpose.heading;
  document.getElementById("purpose").textContent = purpose.text ?? "";
  panel.stepBack = purpose.leave;
  back.textContent = purpose.leaveLabel;
  panel.clear();
  begin(newChallenge);
  showPanel(panel, field);
  // Not before: screen readers do not read out a hidden panel.
  tellMethod();
}

/** Remove the code from the page. */
export function forgetCode() {
  stopClock();
  field.value = timeLeft.textContent = "";
  panel.clear();
}

function getMethod(name = challenge.method) {
  return { label: `Code (${name})`, choice: `Use ${name}`, ...(METHODS[name] ?? ANY_METHOD) };
}

function getStep() {
  return `${purpose.steps.code}:${challenge.method}`;
}

function begin(newChallenge) {
  challenge = newChallenge;
  const method = getMethod();
  field.value = "";
  field.inputMode = method.length ? "numeric" : "text";
  field.autocomplete = method.length ? "one-time-code" : "off";
  field.classList.toggle("long", !method.length);
  label.textContent = method.label;
  newCode.hidden = challenge.method !== "code-sender";
  others.replaceChildren(...makeChoices());
  startClock(method.time ?? ((left) => `This expires in ${left}.`));
}

function tellMethod() {
  const offered = challenge.methods.find(({ name }) => name === challenge.method);
  panel.tell(getMethod().news(offered?.destination));
}

function startClock(formatLeft) {
  stopClock();
  stopClock = countDown(
    challenge.life,
    (left) => {
      timeLeft.textContent = formatLeft(formatTime(left));
      if (left === 60 && !panel.isDead) {
        panel.tell("One minute left.");
      }
    },
    () => {
      if (!panel.isDead) {
        fail(panel, getStep(), new auth.ApiError(403, "code_token_expired"));
      }
    },
  );
}

function makeChoices() {
  const names = challenge.methods.map(({ name }) => name);
  return names.filter((name) => name !== challenge.method).map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "other";
    button.textContent = getMethod(name).choice;
    button.addEventListener("click", () => ask(name, tellMethod));
    return button;
  });
}

function ask(name, tell) {
  if (panel.isDead) {
    return;
  }
  const step = purpose.steps.challenge + (name ? ":choice" : "");
  take(panel, step, async () => {
    begin(await auth.sendNewCode(name));
    tell();
    field.focus();
  });
}

function useCode() {
  if (panel.waitingFor === getStep() || panel.isDead) {
    return;
  }
  take(panel, getStep(), () => purpose.use(field.value), () => {
    field.focus();
    field.select();
  });
}

panel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  useCode();
});

field.addEventListener("input", () => {
  const { length } = getMethod();
  if (length === null) {
    return;
  }
  // Users may paste "123 4567" or a whole subject line.
  field.value = field.value.replace(/\D/g, "").slice(0, length);
  if (field.value.length === length) {
    useCode();
  }
});

newCode.addEventListener("click", () => {
  ask(undefined, () => {
    panel.tell("We sent you a new code. The old one no longer works.");
  });
});

back.addEventListener("click", () => purpose.leave());
