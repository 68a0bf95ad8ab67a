/** What the page says about each method of the second factor. */

import { answerChallenge } from "./passkeys.js";

const mailLength = Number(document.getElementById("code").dataset.length);

const METHODS = {
  "code-sender": {
    label: `Code from the e-mail, ${mailLength} digits`,
    length: mailLength,
    news: (to) => `We sent a code to ${to ?? "your e-mail address"}.`,
    time: (left) => `The code expires in ${left}.`,
    choice: "Send a code by e-mail",
  },
  totp: {
    name: "Authenticator app",
    label: "Code from your app, 6 digits",
    length: 6,
    news: () => "Open your authenticator app to see the code.",
    choice: "Use a code from your app",
  },
  passkey: {
    name: "Passkeys",
    act: "Use your passkey",
    news: () => "Your browser will ask you for the passkey.",
    choice: "Use a passkey",
    answer: answerChallenge,
  },
  "recovery-code": {
    name: "Recovery codes",
    label: "Recovery code",
    // Letters, digits and hyphens, so only the user knows when it is complete.
    length: null,
    news: () => "Enter one of the recovery codes that you saved.",
    choice: "Use a recovery code",
  },
};

/**
 * Return what to say about the method with this name, known to this page or not.
 *
 * `length` is the number of digits of its codes, or `null`.  A method whose answer is not
 * typed has `answer(challenge)`, which returns it.
 */
export function getMethod(name) {
  return {
    name,
    act: "Enter the code",
    label: `Code (${name})`,
    length: null,
    news: () => "Please enter the code.",
    time: (left) => `This expires in ${left}.`,
    choice: `Use ${name}`,
    ...METHODS[name],
  };
}
