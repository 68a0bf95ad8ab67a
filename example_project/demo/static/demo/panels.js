/** The parts of the page, of which one is shown, and how each speaks to the person. */

import { countDown, formatTime } from "./countdown.js";

const panels = [];

/** Return the panel whose section has this id. */
export function makePanel(id) {
  const section = document.getElementById(id);
  const find = (selector) => section.querySelector(selector);
  const alert = find("[role=alert]");
  const status = find("[role=status]");
  let stopWaiting = () => {};

  const panel = {
    section,
    form: find("form"),
    heading: find("h2"),
    isBusy: false,
    /** The step that has to wait, `null` if none has. */
    waitingFor: null,
    isDead: false,

    get isHidden() {
      return section.hidden;
    },

    /** Say good news: read out when the screen reader is done with what it reads. */
    tell(text) {
      status.textContent = text;
    },

    /** Say what is wrong: read out at once. */
    complain(text) {
      alert.textContent = text;
    },

    /** Say what is wrong and how long it will be. */
    wait(step, text, seconds) {
      this.waitingFor = step;
      // Said once, with the whole time.  What runs down beside it is for the eyes: a
      // screen reader that reads out each second is of no use for anything else.
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

    /** Say that it is over, with the button that leads on. */
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

    /** Take back all that was said. */
    clear() {
      stopWaiting();
      this.waitingFor = null;
      this.isDead = false;
      section.classList.remove("dead");
      alert.textContent = status.textContent = "";
      find(".clock").replaceChildren();
      find(".way-on").replaceChildren();
    },

    setBusy(isBusy) {
      // Not `disabled`, which would take the focus away from the button.
      this.isBusy = isBusy;
      section.setAttribute("aria-busy", String(isBusy));
    },
  };
  panels.push(panel);
  return panel;
}

/** Show this panel and no other, and move the focus into it. */
export function showPanel(panel, target = panel.heading) {
  for (const one of panels) {
    one.section.hidden = one !== panel;
  }
  document.title = `${panel.heading.textContent} – drf-jwt-2fa demo`;
  target.focus();
}
