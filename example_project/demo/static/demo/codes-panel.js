/** The panel that shows new recovery codes, once. */

import { makePanel, showPanel } from "./panels.js";

const panel = makePanel("codes");
const list = document.getElementById("recovery-codes");

let goOn = () => {};

/** Show the codes; `next()` is called when the user has saved them. */
export function showCodes(codes, news, next) {
  goOn = next;
  panel.clear();
  list.replaceChildren(
    ...codes.map((code) => {
      const item = document.createElement("li");
      item.textContent = code;
      return item;
    }),
  );
  showPanel(panel);
  panel.tell(news);
}

/** Remove the codes from the page. */
export function forgetCodes() {
  list.replaceChildren();
  panel.clear();
}

document.getElementById("copy").addEventListener("click", async () => {
  const codes = Array.from(list.children, (item) => item.textContent);
  panel.clear();
  try {
    await navigator.clipboard.writeText(codes.join("\n"));
    panel.tell("The codes have been copied.");
  } catch {
    // The browser or the user may not allow it.
    panel.complain("The codes could not be copied. Please write them down.");
  }
});

document.getElementById("print").addEventListener("click", () => window.print());

document.getElementById("kept").addEventListener("click", () => {
  forgetCodes();
  goOn();
});
