/**
 * The second factors of who is signed in, and proving one again.
 *
 * Like `auth.js`, which it builds on, it knows the API and nothing of the page.
 *
 *     const { secret, qr_code } = await setUpApp();
 *     const { recovery_codes } = await confirmApp(code);   // a code of the app
 *
 *     const { method } = await stepUp();      // the user is asked for a code of it
 *     await removeApp(code);                  // which proves this one change
 *
 * Where the API wants a recent second factor it says `insufficient_user_authentication`:
 * `stepUp`, then `confirm` of `auth.js` with the code, then the same call again.
 */

import { call, makeProof, takeChallenge, takeTokens } from "./auth.js";

/** Return what is enrolled, and how many recovery codes are left. */
export function getSecondFactors() {
  return call("GET", "2fa-method/");
}

/** Begin a challenge for who is signed in; return it, as `signIn` does. */
export async function stepUp() {
  return takeChallenge(await call("POST", "step-up/"));
}

/**
 * Return the secret for an authenticator app, in its three forms.
 *
 * The code of a step-up is for whoever has enrolled something already.
 */
export function setUpApp(code) {
  return call("POST", "totp/setup/", code === undefined ? {} : makeProof(code));
}

/**
 * Enrol the app with a code of it; return the recovery codes, if there are new ones.
 *
 * It is the only time that anybody can see them.
 */
export function confirmApp(code) {
  return change("POST", "totp/confirm/", { code });
}

/** Remove the app, with the code of a step-up. */
export function removeApp(code) {
  return change("DELETE", "totp/", makeProof(code));
}

/** Return new recovery codes, with the code of a step-up; earlier ones are void. */
export function makeRecoveryCodes(code) {
  return change("POST", "recovery-codes/", makeProof(code));
}

async function change(method, path, data) {
  const answer = await call(method, path, data);
  // A change ends the tokens from before, where the server can end them.
  takeTokens(answer);
  return answer;
}
