/** The panel where users set up an authenticator app. */

import { makePanel, showPanel } from "./panels.js";
import * as factors from "./second-factors.js";
import { take } from "./steps.js";

const CODE_LENGTH = 6;

const panel = makePanel("set-up");
const field = document.getElementById("app-code");
const link = document.getElementById("app-link");
const qrCode = document.getElementById("qr-code");
const secret = document.getElementById("secret");

let done = () => {};

/**
 * Show what an app needs, and ask for a code from it.
 *
 * `done(news, codes)` is called when the app is set up, with the recovery codes if there
 * are new ones, and `stepBack` when the user cancels.
 */
export function showSetUp(shown, heading, way) {
  forgetApp();
  done = way.done;
  panel.heading.textContent = heading;
  panel.stepBack = way.stepBack;
  qrCode.src = shown.qr_code;
  link.href = shown.provisioning_uri;
  // In groups, which are easier to type; apps ignore the spaces.
  secret.textContent = shown.secret.match(/.{1,4}/g).join(" ");
  showPanel(panel);
}

/** Remove the secret from the page. */
export function forgetApp() {
  qrCode.removeAttribute("src");
  link.removeAttribute("href");
  secret.textContent = field.value = "";
  panel.clear();
}

function confirmApp() {
  if (panel.waitingFor === "confirmApp" || panel.isDead) {
    return;
  }
  const confirm = async () => {
    const { recovery_codes } = await factors.confirmApp(field.value);
    forgetApp();
    done("The app is set up.", recovery_codes);
  };
  take(panel, "confirmApp", confirm, () => {
    field.focus();
    field.select();
  });
}

panel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  confirmApp();
});

field.addEventListener("input", () => {
  field.value = field.value.replace(/\D/g, "").slice(0, CODE_LENGTH);
  if (field.value.length === CODE_LENGTH) {
    confirmApp();
  }
});

document.getElementById("set-up-back").addEventListener("click", () => panel.stepBack());
