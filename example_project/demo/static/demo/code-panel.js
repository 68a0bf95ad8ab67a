/** The panel for answering a challenge of any method, to sign in or to step up. */

import * as auth from "./auth.js";
import { countDown, formatTime } from "./countdown.js";
import { getMethod } from "./methods.js";
import { makePanel, showPanel } from "./panels.js";
import { fail, take } from "./steps.js";
import { cancel } from "./webauthn.js";

const panel = makePanel("confirm");
const field = document.getElementById("code");
const typed = document.getElementById("typed-code");
const label = panel.section.querySelector("label[for=code]");
const submit = document.getElementById("confirm-code");
const newCode = document.getElementById("new-code");
const others = document.getElementById("other-methods");
const back = document.getElementById("back");
const timeLeft = document.getElementById("time-left");
const trust = document.getElementById("trust");
const trustDevice = document.getElementById("trust-device");

let purpose = null;
let challenge = null;
let method = null;
let stopClock = () => {};

/**
 * Show the panel, and ask for the answer to the challenge.
 *
 * `purpose` says what it is for: `heading`, if it is not the method that says it,
 * `text(act)`, `steps` (the names that `explain` has for answering and for starting another
 * challenge), `use(answer, isTrusted)`, and `leave` with its label.  With `canTrust`, users
 * may ask not to be asked again on this device.
 */
export function askForCode(newChallenge, newPurpose) {
  purpose = newPurpose;
  panel.stepBack = purpose.leave;
  // Never ticked before: users at a borrowed computer do not look for it.
  trustDevice.checked = false;
  back.textContent = purpose.leaveLabel;
  panel.clear();
  begin(newChallenge);
}

/** Remove the code from the page, and what the browser asks for. */
export function forgetCode() {
  cancel();
  stopClock();
  field.value = timeLeft.textContent = "";
  trustDevice.checked = false;
  panel.clear();
}

function getStep() {
  return `${purpose.steps.code}:${challenge.method}`;
}

function begin(newChallenge, tell = tellMethod) {
  challenge = newChallenge;
  method = getMethod(challenge.method);
  panel.heading.textContent = purpose.heading ?? method.act;
  document.getElementById("purpose").textContent = purpose.text?.(method.act) ?? "";
  field.value = "";
  field.inputMode = method.length ? "numeric" : "text";
  field.autocomplete = method.length ? "one-time-code" : "off";
  field.classList.toggle("long", !method.length);
  label.textContent = method.label;
  typed.hidden = Boolean(method.answer);
  submit.textContent = method.answer ? method.act : "Confirm";
  // A recovery code is in place of a device that is lost.
  trust.hidden = !purpose.canTrust || challenge.method === "recovery-code";
  newCode.hidden = challenge.method !== "code-sender";
  others.replaceChildren(...makeChoices());
  startClock();
  showPanel(panel, getTarget());
  // Not before: screen readers do not read out a hidden panel.
  tell();
}

// What the user needs first.
function getTarget() {
  return method.answer ? submit : field;
}

function tellMethod() {
  const offered = challenge.methods.find(({ name }) => name === challenge.method);
  panel.tell(method.news(offered?.destination));
}

function startClock() {
  stopClock();
  stopClock = countDown(
    challenge.life,
    (left) => {
      timeLeft.textContent = method.time(formatTime(left));
      if (left === 60 && !panel.isDead) {
        panel.tell("One minute left.");
      }
    },
    () => {
      if (!panel.isDead) {
        cancel();
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
  take(panel, step, async () => begin(await auth.sendNewCode(name), tell));
}

function useCode() {
  if (panel.waitingFor === getStep() || panel.isDead) {
    return;
  }
  const use = async () => {
    const isTrusted = trustDevice.checked && !trust.hidden;
    await purpose.use(await getAnswer(), isTrusted);
  };
  take(panel, getStep(), use, () => {
    getTarget().focus();
    field.select();
  });
}

function getAnswer() {
  return method.answer ? method.answer(challenge) : field.value;
}

panel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  useCode();
});

field.addEventListener("input", () => {
  const { length } = method;
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
