/**
 * Sign in with passkeys, and manage those of the signed-in user.
 *
 * Like `second-factors.js`, it knows the API but not the page.
 *
 *     await confirmLogin(await askForPasskey());    // signed in, without a password
 *     await confirmLogin(await waitForPasskey());   // the same, from the list of the field
 *
 *     const options = await setUpPasskey();         // after a recent second factor
 *     await addPasskey(options, "My laptop");
 *
 * As a second factor, a passkey is an answer like a code: where `challenge.method` is
 * "passkey", pass `await answerChallenge(challenge)` to `confirm` of `auth.js`, or to a
 * change here or in `second-factors.js`.
 */

import { ApiError, begin, call, confirm, getSignal, makeProof } from "./auth.js";
import { countDown } from "./countdown.js";
import { change } from "./second-factors.js";
import * as webauthn from "./webauthn.js";

/** @import { Json } from "./api.js" */
/** @import { Challenge, Proof } from "./state.js" */

/**
 * @typedef {{ challenge: Challenge, credential: Json }} Chosen
 *
 * @typedef {object} Passkey
 * @property {string} id
 * @property {string} name
 * @property {string} created_at
 * @property {string | null} last_used_at
 * @property {boolean} is_backed_up
 * @property {boolean | null} is_discoverable
 */

// Seconds after which to ask the API again, if it does not say.
const RETRY = 60;

/**
 * Have a passkey answer a challenge of `auth.js`; return the credential.
 *
 * @param {Challenge} challenge
 */
export function answerChallenge({ options }) {
  return webauthn.getCredential(options ?? {}, { signal: getSignal() });
}

/**
 * Let the user choose a passkey to sign in with; return `{challenge, credential}`.
 *
 * @returns {Promise<Chosen>}
 */
export async function askForPasskey() {
  const challenge = await beginLogin();
  return { challenge, credential: await answerChallenge(challenge) };
}

/**
 * Offer passkeys in the field for the user name until one is chosen.
 *
 * Return what `askForPasskey` does, or `null` if the browser cannot do that.  It ends with
 * an `AbortError` when the user begins to sign in another way.
 *
 * @returns {Promise<Chosen | null>}
 */
export async function waitForPasskey() {
  const before = getSignal();
  const isPossible = await webauthn.canAutofill();
  // The user may have been faster.
  before.throwIfAborted();
  while (isPossible) {
    await untilVisible(getSignal());
    try {
      const challenge = await beginLogin();
      const credential = await waitWhileValid(challenge);
      if (credential !== null) {
        return { challenge, credential };
      }
    } catch (error) {
      if (!isPassing(error)) {
        throw error;
      }
      const wait = error instanceof ApiError ? error.retryAfter : null;
      await passTime(wait ?? RETRY, getSignal());
    }
  }
  return null;
}

/**
 * Sign in with the passkey that the user chose; return the answer, as `confirm` does.
 *
 * @param {Chosen} chosen
 */
export async function confirmLogin({ challenge, credential }) {
  try {
    return await confirm(credential);
  } catch (error) {
    if (error instanceof ApiError && error.code === "unknown_passkey") {
      await webauthn.signalUnknown(challenge.options?.rpId, credential.id);
    }
    throw error;
  }
}

/**
 * Return the passkeys of the user.
 *
 * @returns {Promise<Passkey[]>}
 */
export async function getPasskeys() {
  const { passkeys, signal } = await call("GET", "passkeys/");
  if (signal !== null) {
    await webauthn.signalUser(signal);
  }
  return passkeys;
}

/**
 * Return the options for `addPasskey`.
 *
 * `isDiscoverable` says whether the passkey is for signing in without a password, too.
 * Users who have enrolled a method already must give the answer to a step-up.
 *
 * @param {boolean} [isDiscoverable]
 * @param {Proof | null} [answer]
 * @returns {Promise<Json>}
 */
export async function setUpPasskey(isDiscoverable = true, answer = null) {
  const kind = isDiscoverable ? {} : { discoverable: false };
  const proof = answer === null ? {} : makeProof(answer);
  const { challenge } = await call("POST", "passkeys/setup/", { ...kind, ...proof });
  return challenge;
}

/**
 * Make a passkey, and enrol it; return the recovery codes, if there are new ones.
 *
 * @param {Json} options
 * @param {string} name
 */
export async function addPasskey(options, name) {
  const credential = await webauthn.createCredential(options, { signal: getSignal() });
  return change("POST", "passkeys/confirm/", { credential, name });
}

/**
 * Give a passkey another name.
 *
 * @param {string} id
 * @param {string} name
 * @returns {Promise<Passkey>}
 */
export function renamePasskey(id, name) {
  return call("PATCH", `passkeys/${id}/`, { name });
}

/**
 * Remove a passkey, with the answer to a step-up.
 *
 * @param {string} id
 * @param {Proof} answer
 */
export function removePasskey(id, answer) {
  return change("DELETE", `passkeys/${id}/`, makeProof(answer));
}

async function beginLogin() {
  const challenge = await begin("passkey-login/", {});
  if (challenge === null) {
    throw new ApiError(200, "unknown"); // Tokens for nothing.
  }
  return challenge;
}

// Something that a laptop which wakes up has not, such as a network, or that the user did
// not want just now.  With 404, the API has no logins without a password.
/** @param {unknown} error */
function isPassing(error) {
  return error instanceof ApiError
    ? error.status !== 404
    : error instanceof webauthn.PasskeyError && error.code === "passkey_not_used";
}

// Return null when it is time for another challenge: the browser would wait for ever.
/**
 * @param {Challenge} challenge
 * @returns {Promise<Json | null>}
 */
async function waitWhileValid({ life, options }) {
  const login = getSignal();
  const isOld = new AbortController();
  const stop = countDown(life * 0.75, () => {}, () => isOld.abort());
  const signal = AbortSignal.any([login, isOld.signal]);
  try {
    return await webauthn.getCredential(options ?? {}, { signal, mediation: "conditional" });
  } catch (error) {
    login.throwIfAborted();
    if (!isOld.signal.aborted) {
      throw error;
    }
    return null;
  } finally {
    stop();
  }
}

// A tab in the background needs no challenges.
/** @param {AbortSignal} signal */
function untilVisible(signal) {
  return until(signal, (done) => {
    const look = () => document.hidden || done();
    document.addEventListener("visibilitychange", look, { signal });
    look();
  });
}

/**
 * @param {number} seconds
 * @param {AbortSignal} signal
 */
function passTime(seconds, signal) {
  return until(signal, (done) => {
    const stop = countDown(seconds, () => {}, done);
    signal.addEventListener("abort", stop);
  });
}

/**
 * @param {AbortSignal} signal
 * @param {(done: () => void) => void} wait
 * @returns {Promise<void>}
 */
function until(signal, wait) {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    wait(resolve);
  });
}
