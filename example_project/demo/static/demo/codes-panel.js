/** The panel that shows new recovery codes, once. */

import { call, getUsername } from "./auth.js";
import { formatDate } from "./items.js";
import { makePanel, showPanel } from "./panels.js";

const panel = makePanel("codes");
const list = document.getElementById("recovery-codes");
const account = document.getElementById("codes-account");
const made = document.getElementById("codes-date");
const about = document.getElementById("codes-about");
const saved = document.getElementById("saved");

let goOn = () => {};

/** Show the codes; `next()` is called when the user has saved them. */
export function showCodes(codes, news, next) {
  forgetCodes();
  goOn = next;
  made.textContent = formatDate(new Date());
  document.getElementById("codes-host").textContent = location.host;
  list.replaceChildren(
    ...codes.map((code) => {
      const item = document.createElement("li");
      item.textContent = code;
      return item;
    }),
  );
  showPanel(panel);
  panel.tell(news);
  nameAccount();
}

/** Remove the codes from the page. */
export function forgetCodes() {
  list.replaceChildren();
  account.textContent = made.textContent = "";
  saved.checked = false;
  panel.clear();
}

// Who signed in with a passkey has typed no name.
async function nameAccount() {
  account.textContent = getUsername() ?? "your account";
  if (getUsername() === null) {
    const me = await call("GET", "me/").catch(() => null);
    account.textContent = me?.username ?? account.textContent;
  }
}

function getCodes() {
  return Array.from(list.children, (item) => item.textContent);
}

document.getElementById("download").addEventListener("click", () => {
  const lines = [about.textContent.replace(/\s+/g, " ").trim(), "", ...getCodes(), ""];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain" }));
  link.download = "recovery-codes.txt";
  link.click();
  // Not at once: the browser reads it later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  panel.clear();
  panel.tell("The codes have been downloaded. Move the file to a safe place.");
});

document.getElementById("copy").addEventListener("click", async () => {
  panel.clear();
  try {
    await navigator.clipboard.writeText(getCodes().join("\n"));
    panel.tell("The codes have been copied.");
  } catch {
    // The browser or the user may not allow it.
    panel.complain("The codes could not be copied. Please write them down.");
  }
});

document.getElementById("print").addEventListener("click", () => window.print());

panel.form.addEventListener("submit", (event) => {
  event.preventDefault();
  panel.clear();
  if (!saved.checked) {
    panel.complain("Please save the codes first: they cannot be shown again.");
    panel.showFieldErrors({ saved: ["Tick this box when you have saved them."] });
    panel.focusWrongField();
    return;
  }
  forgetCodes();
  goOn();
});
