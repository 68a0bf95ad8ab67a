/** The panels where users see and change their second factors. */

import { makePanel, showPanel } from "./panels.js";
import * as factors from "./second-factors.js";
import { fail, take } from "./steps.js";
import { askForProof, takeRecently } from "./stepping-up.js";

const APP_CODE_LENGTH = 6;
const NAMES = { totp: "Authenticator app", "recovery-code": "Recovery codes" };

const panel = makePanel("factors");
const setUpPanel = makePanel("set-up");
const codesPanel = makePanel("codes");
const list = document.getElementById("enrolled");
const appCode = document.getElementById("app-code");
const appLink = document.getElementById("app-link");
const qrCode = document.getElementById("qr-code");
const secret = document.getElementById("secret");
const codeList = document.getElementById("recovery-codes");
const buttons = Object.fromEntries(
  ["set-up-app", "replace-app", "remove-app", "make-codes"].map((id) => [
    id,
    document.getElementById(id),
  ]),
);

let leave = () => {};
let goOn = () => {};

/** Show what is enrolled; `leave` goes back to the previous panel. */
export async function showFactors(way) {
  leave = way.leave;
  goOn = showList;
  await load();
  showPanel(panel);
}

/**
 * Ask a user who cannot sign in without an app to set one up.
 *
 * `enter` is called when the user is signed in, `leave` when the user cancels.
 */
export function requireApp(way) {
  goOn = way.enter;
  setUpPanel.stepBack = way.leave;
  setUpPanel.clear();
  showPanel(setUpPanel);
  take(setUpPanel, "confirmApp", async () => {
    showSetUp(await factors.setUpApp(), "Set up an app to continue", way.leave);
    document.getElementById("must-set-up").hidden = false;
  });
}

/** Remove everything about this user from the page. */
export function forgetFactors() {
  forgetSecrets();
  list.replaceChildren();
  [panel, setUpPanel, codesPanel].forEach((one) => one.clear());
}

// What is enrolled.

async function load() {
  const { methods, recovery_codes_left: left } = await factors.getSecondFactors();
  const hasApp = methods.some(({ name }) => name === "totp");
  list.replaceChildren(...(hasApp ? methods.map((one) => makeItem(one, left)) : [makeNone()]));
  buttons["set-up-app"].hidden = hasApp;
  for (const id of ["replace-app", "remove-app", "make-codes"]) {
    buttons[id].hidden = !hasApp;
  }
}

function makeItem({ name, created_at, last_used_at, is_disabled }, left) {
  const facts = [`Added ${formatDate(created_at)}`];
  if (name === "recovery-code") {
    facts.push(`${left} left`);
  }
  facts.push(last_used_at ? `last used ${formatDate(last_used_at)}` : "never used");
  if (is_disabled) {
    facts.push("disabled after too many wrong codes");
  }
  return makeLines(NAMES[name] ?? name, `${facts.join(", ")}.`);
}

function makeNone() {
  return makeLines("Codes by e-mail", "No other method is set up.");
}

function makeLines(title, text) {
  const item = document.createElement("li");
  const heading = document.createElement("h3");
  const line = document.createElement("p");
  heading.textContent = title;
  line.textContent = text;
  item.append(heading, line);
  return item;
}

function formatDate(text) {
  return new Date(text).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** Show the updated list, with a message. */
function showList(news = "") {
  forgetSecrets();
  panel.clear();
  showPanel(panel);
  panel.tell(news);
  // The buttons can be used while it loads.
  load().catch((error) => fail(panel, "api", error));
}

const backToList = () => showList();

buttons["set-up-app"].addEventListener("click", () => {
  takeRecently(panel, "api", () => showPanel(panel), async () => {
    showSetUp(await factors.setUpApp(), "Set up an authenticator app", backToList);
  });
});

buttons["replace-app"].addEventListener("click", () => {
  const text = "Enter the code to replace this app with another one.";
  askForProof(panel, text, backToList, async (code) => {
    showSetUp(await factors.setUpApp(code), "Replace the app", backToList);
  });
});

buttons["remove-app"].addEventListener("click", () => {
  const text = "Enter the code to remove the app and the recovery codes.";
  askForProof(panel, text, backToList, async (code) => {
    await factors.removeApp(code);
    showList("The app and the recovery codes have been removed.");
  });
});

buttons["make-codes"].addEventListener("click", () => {
  const text = "Enter the code to get new recovery codes. The old ones will stop working.";
  askForProof(panel, text, backToList, async (code) => {
    const { recovery_codes } = await factors.makeRecoveryCodes(code);
    showCodes(recovery_codes, "The old codes no longer work.");
  });
});

document.getElementById("factors-back").addEventListener("click", () => leave());

// Set up an app.

function showSetUp({ secret: text, provisioning_uri, qr_code }, heading, stepBack) {
  forgetSecrets();
  setUpPanel.clear();
  setUpPanel.heading.textContent = heading;
  setUpPanel.stepBack = stepBack;
  document.getElementById("must-set-up").hidden = true;
  qrCode.src = qr_code;
  appLink.href = provisioning_uri;
  // In groups, which are easier to type; apps ignore the spaces.
  secret.textContent = text.match(/.{1,4}/g).join(" ");
  showPanel(setUpPanel);
}

function forgetSecrets() {
  qrCode.removeAttribute("src");
  appLink.removeAttribute("href");
  secret.textContent = appCode.value = "";
  codeList.replaceChildren();
}

function confirmApp() {
  if (setUpPanel.waitingFor === "confirmApp" || setUpPanel.isDead) {
    return;
  }
  const confirm = async () => {
    const { recovery_codes } = await factors.confirmApp(appCode.value);
    forgetSecrets();
    const news = "The app is set up.";
    if (recovery_codes) {
      showCodes(recovery_codes, news);
    } else {
      goOn(news);
    }
  };
  take(setUpPanel, "confirmApp", confirm, () => {
    appCode.focus();
    appCode.select();
  });
}

setUpPanel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  confirmApp();
});

appCode.addEventListener("input", () => {
  appCode.value = appCode.value.replace(/\D/g, "").slice(0, APP_CODE_LENGTH);
  if (appCode.value.length === APP_CODE_LENGTH) {
    confirmApp();
  }
});

document.getElementById("set-up-back").addEventListener("click", () => {
  setUpPanel.stepBack();
});

// Recovery codes.

function showCodes(codes, news) {
  codesPanel.clear();
  codeList.replaceChildren(
    ...codes.map((code) => {
      const item = document.createElement("li");
      item.textContent = code;
      return item;
    }),
  );
  showPanel(codesPanel);
  codesPanel.tell(news);
}

document.getElementById("copy").addEventListener("click", async () => {
  const codes = Array.from(codeList.children, (item) => item.textContent);
  codesPanel.clear();
  try {
    await navigator.clipboard.writeText(codes.join("\n"));
    codesPanel.tell("The codes have been copied.");
  } catch {
    // The browser or the user may not allow it.
    codesPanel.complain("The codes could not be copied. Please write them down.");
  }
});

document.getElementById("print").addEventListener("click", () => window.print());

document.getElementById("kept").addEventListener("click", () => {
  forgetSecrets();
  goOn();
});
