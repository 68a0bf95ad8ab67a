/**
 * The phone beside the page, with an authenticator app: an aid of the demo.
 *
 * No real site has that.  The secret is to be where the site and its page are not: what
 * both can read is no second factor, it is a second password.  Here it is kept for as
 * long as the tab is open, so that a reload, which signs out, does not lock out too.
 */

const KEY = "demo-phone";
const PERIOD = 30; // Seconds.
const DIGITS = 6;
const INTERVAL = 500; // Milliseconds.

/** Show the codes of what was scanned in the list, and scan when the button says so. */
export function usePhone(button, list, announce) {
  const secrets = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
  button.addEventListener("click", () => {
    // Like a camera, it sees what is on the screen, and that only while it is there.
    const uri = document.getElementById("app-link").getAttribute("href");
    if (uri === null) {
      announce("There is no QR code on the page.");
      return;
    }
    const { account, secret } = readUri(uri);
    secrets.set(account, secret);
    sessionStorage.setItem(KEY, JSON.stringify([...secrets]));
    announce(`The phone has codes for ${account} now.`);
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

/** Return the code of the app at this time (RFC 6238), in seconds since 1970. */
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

// Changed in place: what is replaced each second can neither be selected nor read out.
function showCodes(list, codes, left) {
  while (list.children.length < codes.length) {
    list.append(makeItem());
  }
  codes.forEach(([account, code], index) => {
    const [name, shown, time] = list.children[index].children;
    setText(name, account);
    setText(shown, `${code.slice(0, 3)} ${code.slice(3)}`);
    setText(time, `Another one in ${left} s`);
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
