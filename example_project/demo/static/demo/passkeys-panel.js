/** The panel where users see and change their passkeys. */

import { askFirst } from "./asking-first.js";
import { showCodes } from "./codes-panel.js";
import { makeItem, tellTimes } from "./items.js";
import { askToAdd, askToRename, forgetNames } from "./passkey-panels.js";
import { getPasskeys, removePasskey, setUpPasskey } from "./passkeys.js";
import { makePanel, showPanel } from "./panels.js";
import { getSecondFactors } from "./second-factors.js";
import { load as fill, take } from "./steps.js";
import { askForProof, takeRecently } from "./stepping-up.js";

const panel = makePanel("passkeys");
const list = document.getElementById("passkey-list");

let leave = () => {};
// The first method is enrolled with a recent second factor, others with a proof.
let isFirst = true;

/** Show the passkeys; `leave` goes back to the previous panel. */
export async function showPasskeys(way) {
  leave = way.leave;
  await load();
  panel.clear();
  showPanel(panel);
}

/** Remove everything about this user from the page. */
export function forgetPasskeys() {
  list.replaceChildren();
  panel.clear();
  forgetNames();
}

async function load() {
  const [passkeys, { methods }] = await Promise.all([getPasskeys(), getSecondFactors()]);
  isFirst = methods.length === 0;
  const items = passkeys.map(makePasskeyItem);
  list.replaceChildren(...(items.length ? items : [makeItem("No passkeys yet", "")]));
}

function makePasskeyItem(passkey) {
  const facts = [
    passkey.is_backed_up ? "synced between your devices" : "on one device only",
    passkey.is_discoverable === false ? "as a second factor only" : null,
  ];
  return makeItem(passkey.name, tellTimes(passkey, facts.filter(Boolean)), [
    ["Rename", () => askToRename(passkey, way)],
    ["Remove", () => remove(passkey), "danger"],
  ]);
}

async function remove({ id, name }) {
  const facts = "You will not be able to sign in with it any more.";
  if (!(await askFirst(`Remove the passkey ${name}?`, facts))) {
    return;
  }
  askForProof(panel, `to remove the passkey ${name}.`, way.stepBack, async (answer) => {
    await removePasskey(id, answer);
    showList("The passkey has been removed.");
  });
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

function add(heading, isDiscoverable) {
  const ask = async (answer) => {
    askToAdd(await setUpPasskey(isDiscoverable, answer), heading, way);
  };
  if (isFirst) {
    takeRecently(panel, "setUp", () => showPanel(panel), ask);
  } else {
    askForProof(panel, "to add another one.", way.stepBack, ask);
  }
}

document.getElementById("new-passkey").addEventListener("click", () => {
  add("Add a passkey", true);
});

document.getElementById("new-security-key").addEventListener("click", () => {
  add("Add a security key", false);
});

document.getElementById("passkeys-back").addEventListener("click", () => leave());
