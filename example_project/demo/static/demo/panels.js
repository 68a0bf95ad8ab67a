/** The panels of the page, one of which is shown, and the messages in them. */

import { countDown, formatTime } from "./countdown.js";
import { makeFields } from "./fields.js";

const panels = [];

/** Return the panel of the section with this id. */
export function makePanel(id) {
  const section = document.getElementById(id);
  const find = (selector) => section.querySelector(selector);
  const alert = find("[role=alert]");
  const status = find("[role=status]");
  const fields = makeFields(find("form"), alert);
  let stopWaiting = () => {};
  section.prepend(makeBusySign());

  const panel = {
    section,
    form: find("form"),
    heading: find("h2"),
    isBusy: false,
    /** The step that has to wait, or `null`. */
    waitingFor: null,
    isDead: false,

    get isHidden() {
      return section.hidden;
    },

    /** Show good news; screen readers finish what they are reading first. */
    tell(text) {
      status.textContent = text;
    },

    /** Show an error; screen readers read it out at once. */
    complain(text) {
      alert.textContent = text;
    },

    /** Show an error and how long to wait. */
    wait(step, text, seconds) {
      this.waitingFor = step;
      // The message has the whole time and is read out once.  The countdown beside it is
      // not read out: a screen reader that reads every second is useless for anything else.
      alert.textContent = `${text} You can try again in ${formatTime(seconds)}.`;
      const clock = document.createElement("span");
      clock.setAttribute("role", "timer");
      status.replaceChildren();
      find(".clock").replaceChildren(clock);
      stopWaiting = countDown(
        seconds,
        (left) => {
          clock.textContent = `${formatTime(left)} to wait`;
        },
        () => {
          this.clear();
          this.tell("You can try again now.");
        },
      );
    },

    /** Show a final error, with a button to continue. */
    offerWayOn(text, label, goOn) {
      this.clear();
      this.isDead = true;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", goOn);
      section.classList.add("dead");
      alert.textContent = text;
      find(".way-on").replaceChildren(button);
      button.focus();
    },

    /** Remove all messages. */
    clear() {
      stopWaiting();
      fields.clear();
      this.waitingFor = null;
      this.isDead = false;
      section.classList.remove("dead");
      alert.textContent = status.textContent = "";
      find(".clock").replaceChildren();
      find(".way-on").replaceChildren();
    },

    /** Show what is wrong with each field beside it: lists of texts, by name. */
    showFieldErrors: fields.showErrors,

    /** Mark what the user typed as wrong: the error that is shown is about it. */
    blameFields: fields.blame,

    /** Move the focus to the first field with an error beside it, if there is one. */
    focusWrongField: fields.focusFirst,

    setLoading(isLoading) {
      section.toggleAttribute("data-loading", isLoading);
    },

    setBusy(isBusy) {
      // Not `disabled`: the button would lose the focus.
      this.isBusy = isBusy;
      section.setAttribute("aria-busy", String(isBusy));
    },
  };
  panels.push(panel);
  return panel;
}

// Screen readers know it from `aria-busy`.
function makeBusySign() {
  const sign = document.createElement("p");
  sign.className = "busy";
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = "Working…";
  return sign;
}

/** Show only this panel, and move the focus into it. */
export function showPanel(panel, target = panel.heading) {
  for (const one of panels) {
    one.section.hidden = one !== panel;
  }
  document.title = `${panel.heading.textContent} – drf-jwt-2fa demo`;
  target.focus();
}
