/** The panel where users see which devices they trust, and end it. */

import { getTitle, tellUse } from "./clients.js";
import { formatDate, makeItem } from "./items.js";
import { makePanel, showPanel } from "./panels.js";
import { forgetDevice, getDevices } from "./sessions.js";
import { takeRecently } from "./stepping-up.js";

const panel = makePanel("devices");
const list = document.getElementById("device-list");

let leave = () => {};

/** Show the devices; `way.leave` goes back to the previous panel. */
export async function showDevices(way) {
  leave = way.leave;
  await load();
  panel.clear();
  showPanel(panel);
}

/** Remove everything about this user from the page. */
export function forgetDevices() {
  list.replaceChildren();
  panel.clear();
}

async function load() {
  const items = (await getDevices()).map(makeDeviceItem);
  list.replaceChildren(...(items.length ? items : [makeItem("No trusted devices", "")]));
}

function makeDeviceItem(device) {
  const use = `${tellUse("Trusted", device)} Until ${formatDate(device.expires_at)}.`;
  const forget = () => {
    takeRecently(panel, "sessions", () => showPanel(panel), async () => {
      await forgetDevice(device);
      await load();
      // The button that had the focus is gone.
      showPanel(panel);
      panel.tell("You will be asked for a code there again.");
    });
  };
  return makeItem(getTitle(device), use, [["Forget", forget]]);
}

document.getElementById("devices-back").addEventListener("click", () => leave());
