/**
 * Manage the second factors of the signed-in user, and step up.
 *
 * Like `auth.js`, which it builds on, it knows the API but not the page.
 *
 *     const { secret, qr_code } = await setUpApp();
 *     const { recovery_codes } = await confirmApp(code);   // a code from the app
 *
 *     const challenge = await stepUp();       // ask the user for a code or a passkey
 *     await removeApp(answer);                // proves this one change
 *
 * If a call fails with `insufficient_user_authentication`, the API wants a recent second
 * factor: call `stepUp`, then `confirm` of `auth.js` with the answer, and repeat the call.
 *
 * If one fails with `login_outdated`, the password or the second factors were changed
 * elsewhere: no call helps, the user has to sign in again.
 */

import { call, makeProof, takeChallenge, takeTokens } from "./auth.js";

/** @import { Json } from "./api.js" */
/** @import { Answer, Proof } from "./state.js" */

/**
 * @typedef {object} EnrolledMethod
 * @property {string} name
 * @property {string} created_at
 * @property {string | null} last_used_at
 * @property {boolean} is_disabled
 */

/**
 * Return the enrolled methods and the number of recovery codes left.
 *
 * @returns {Promise<{ methods: EnrolledMethod[], preferred: string | null,
 *   recovery_codes_left: number }>}
 */
export function getSecondFactors() {
  return call("GET", "2fa-method/");
}

/** Start a challenge for the signed-in user; return it, as `signIn` does. */
export async function stepUp() {
  return takeChallenge(await call("POST", "step-up/"));
}

/**
 * Return the secret for an authenticator app, in three forms.
 *
 * Users who have enrolled a method already must give the answer to a step-up.
 *
 * @param {Proof | null} [answer]
 * @returns {Promise<{ secret: string, provisioning_uri: string, qr_code: string }>}
 */
export function setUpApp(answer = null) {
  return call("POST", "totp/setup/", answer === null ? {} : makeProof(answer));
}

/**
 * Enrol the app with a code from it; return the recovery codes, if there are new ones.
 *
 * They cannot be shown again.
 *
 * @param {string} code
 */
export function confirmApp(code) {
  return change("POST", "totp/confirm/", { code });
}

/**
 * Remove the app, with the answer to a step-up.
 *
 * @param {Proof} answer
 */
export function removeApp(answer) {
  return change("DELETE", "totp/", makeProof(answer));
}

/**
 * Return new recovery codes, with the answer to a step-up; the old ones stop working.
 *
 * @param {Proof} answer
 */
export function makeRecoveryCodes(answer) {
  return change("POST", "recovery-codes/", makeProof(answer));
}

/**
 * Make a change, and keep the tokens in its answer.
 *
 * @param {string} method
 * @param {string} path
 * @param {Json} data
 * @returns {Promise<Answer>}
 */
export async function change(method, path, data) {
  const answer = await call(method, path, data, { movesTokens: true });
  // With the tokens from before a change, no other change can be made.
  takeTokens(answer);
  return answer;
}
