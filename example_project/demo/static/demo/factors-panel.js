/** The panel where users see and change their second factors. */

import { forgetApp, showSetUp } from "./app-panel.js";
import { askFirst } from "./asking-first.js";
import { forgetCodes, showCodes } from "./codes-panel.js";
import { makeItem, tellTimes } from "./items.js";
import { getMethod } from "./methods.js";
import { forgetPasskeys, showPasskeys } from "./passkeys-panel.js";
import { makePanel, showPanel } from "./panels.js";
import * as factors from "./second-factors.js";
import { load as fill, take } from "./steps.js";
import { askForProof, takeRecently } from "./stepping-up.js";

const RECOVERY_CODE = "recovery-code";

const panel = makePanel("factors");
const list = document.getElementById("enrolled");
const buttons = Object.fromEntries(
  ["set-up-app", "replace-app", "remove-app", "make-codes"].map((id) => [
    id,
    document.getElementById(id),
  ]),
);

let leave = () => {};
let enrolled = [];

/** Show what is enrolled; `leave` goes back to the previous panel. */
export async function showFactors(way) {
  leave = way.leave;
  await load();
  showPanel(panel);
}

/** Remove everything about this user from the page. */
export function forgetFactors() {
  enrolled = [];
  list.replaceChildren();
  panel.clear();
  forgetApp();
  forgetCodes();
  forgetPasskeys();
}

async function load() {
  const { methods, recovery_codes_left: left } = await factors.getSecondFactors();
  enrolled = methods.map(({ name }) => name);
  const hasApp = enrolled.includes("totp");
  const hasAny = getOthersThan(RECOVERY_CODE).length > 0;
  list.replaceChildren(
    ...(hasAny
      ? methods.map((one) => makeMethodItem(one, left))
      : [makeItem("Codes by e-mail", "No other method is set up.")]),
  );
  buttons["set-up-app"].hidden = hasApp;
  buttons["replace-app"].hidden = buttons["remove-app"].hidden = !hasApp;
  buttons["make-codes"].hidden = !hasAny;
}

function getOthersThan(...names) {
  return enrolled.filter((name) => !names.includes(name));
}

function makeMethodItem(method, left) {
  const facts = [
    method.name === RECOVERY_CODE ? `${left} left` : null,
    method.is_disabled ? "disabled after too many wrong codes" : null,
  ];
  return makeItem(getMethod(method.name).name, tellTimes(method, facts.filter(Boolean)));
}

/** Show the updated list, with a message. */
function showList(news = "") {
  panel.clear();
  showPanel(panel);
  panel.tell(news);
  // The buttons can be used while it loads.
  fill(panel, "api", load);
}

const way = {
  done(news, codes) {
    if (codes) {
      showCodes(codes, news, showList);
    } else {
      showList(news);
    }
  },
  stepBack: () => showList(),
};

buttons["set-up-app"].addEventListener("click", () => {
  const show = async (answer) => {
    showSetUp(await factors.setUpApp(answer), "Set up an authenticator app", way);
  };
  if (enrolled.length > 0) {
    askForProof(panel, "to set up an app.", way.stepBack, show);
  } else {
    takeRecently(panel, "setUp", () => showPanel(panel), show);
  }
});

buttons["replace-app"].addEventListener("click", () => {
  const aim = "to replace this app with another one.";
  askForProof(panel, aim, way.stepBack, async (answer) => {
    showSetUp(await factors.setUpApp(answer), "Replace the app", way);
  });
});

buttons["remove-app"].addEventListener("click", async () => {
  // Recovery codes go with the last other method.
  const isLast = getOthersThan(RECOVERY_CODE, "totp").length === 0;
  const what = isLast ? "the app and the recovery codes" : "the app";
  const facts = isLast
    ? "Neither its codes nor your recovery codes will work any more."
    : "Its codes will stop working.";
  if (!(await askFirst(`Remove ${what}?`, facts))) {
    return;
  }
  askForProof(panel, `to remove ${what}.`, way.stepBack, async (answer) => {
    await factors.removeApp(answer);
    showList(`T${what.slice(1)} ${isLast ? "have" : "has"} been removed.`);
  });
});

buttons["make-codes"].addEventListener("click", () => {
  const aim = "to get new recovery codes. The old ones will stop working.";
  askForProof(panel, aim, way.stepBack, async (answer) => {
    const { recovery_codes } = await factors.makeRecoveryCodes(answer);
    showCodes(recovery_codes, "The old codes no longer work.", showList);
  });
});

document.getElementById("show-passkeys").addEventListener("click", () => {
  take(panel, "api", () => showPasskeys({ leave: way.stepBack }));
});

document.getElementById("factors-back").addEventListener("click", () => leave());
