/**
 * The phone beside the page, with an authenticator app, for this demo only.
 *
 * A real site must not have one.  A secret that the site and its page can read is not a
 * second factor but a second password.  Here it is kept while the tab is open, so that
 * a reload, which signs the user out, does not lock them out as well.
 */

const KEY = "demo-phone";
const PERIOD = 30; // Seconds.
const DIGITS = 6;
const INTERVAL = 500; // Milliseconds.

/** Show the codes of scanned accounts in the list; scan when the button is pressed. */
export function usePhone(button, list, announce) {
  const secrets = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
  button.addEventListener("click", () => {
    // Like a camera, it sees only what is on the screen now.
    const uri = document.getElementById("app-link").getAttribute("href");
    if (uri === null) {
      announce("There is no QR code on the page.");
      return;
    }
    const { account, secret } = readUri(uri);
    secrets.set(account, secret);
    sessionStorage.setItem(KEY, JSON.stringify([...secrets]));
    announce(`The phone now shows codes for ${account}.`);
    show();
  });
  const show = async () => {
    const now = Date.now() / 1000;
    const codes = [...secrets].map(async ([account, secret]) => [
      account,
      await makeCode(secret, now),
    ]);
    const left = PERIOD - (Math.floor(now) % PERIOD);
    showCodes(list, await Promise.all(codes), left);
  };
  show();
  setInterval(show, INTERVAL);
}

/** Return the code of the app at a Unix time in seconds (RFC 6238). */
export async function makeCode(secret, now) {
  const hmac = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", decode(secret), hmac, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(now / PERIOD)));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const offset = digest.getUint8(digest.byteLength - 1) & 0xf;
  const number = digest.getUint32(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

function readUri(uri) {
  const [label, query] = uri.split("?");
  return {
    account: decodeURIComponent(label.split("/").pop()),
    secret: new URLSearchParams(query).get("secret"),
  };
}

function decode(base32) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(base32, (one) =>
    alphabet.indexOf(one).toString(2).padStart(5, "0"),
  ).join("");
  return Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
}

// Changed in place: text that is replaced every second cannot be selected or read out.
function showCodes(list, codes, left) {
  while (list.children.length < codes.length) {
    list.append(makeItem());
  }
  codes.forEach(([account, code], index) => {
    const [name, shown, time] = list.children[index].children;
    setText(name, account);
    setText(shown, `${code.slice(0, 3)} ${code.slice(3)}`);
    setText(time, `Next code in ${left} s`);
  });
}

function makeItem() {
  const item = document.createElement("li");
  for (const className of ["address", "app-code", "clock"]) {
    const line = document.createElement("p");
    line.className = className;
    item.append(line);
  }
  return item;
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
