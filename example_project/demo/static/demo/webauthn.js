/**
 * Ask the browser for passkeys (WebAuthn Level 3).
 *
 * This module knows the browser, but neither the API nor the page.  It takes and returns
 * JSON, as the API does.
 *
 *     if (findObstacle() === null) {
 *       const credential = await getCredential(options);     // to sign in
 *       const credential = await createCredential(options);  // to add a passkey
 *     }
 *
 * Errors are of the class `PasskeyError`: decide by `code`.  What was cancelled by `cancel`
 * or a signal ends with an `AbortError`, which can be ignored.
 */

/** @import { Json } from "./webauthn-json.js" */

/**
 * @typedef {object} How
 * @property {AbortSignal} [signal]
 * @property {CredentialMediationRequirement} [mediation]
 */

import { decodeCreation, decodeRequest, encodeCredential } from "./webauthn-json.js";

// By the names of the browser's errors (WebAuthn Level 3, 5.1.3 and 5.1.4).
/** @type {Record<string, string>} */
const CODES = {
  // It does not say which: that no passkey was found is nobody else's business.
  NotAllowedError: "passkey_not_used",
  InvalidStateError: "passkey_exists",
  SecurityError: "passkey_wrong_site",
  ConstraintError: "passkey_not_able",
  NotSupportedError: "passkey_not_able",
};

/** An error of the browser or the authenticator; `code` says what to tell the user. */
export class PasskeyError extends Error {
  /**
   * @param {string} code
   * @param {unknown} [cause]
   */
  constructor(code, cause) {
    super(code, { cause });
    this.name = "PasskeyError";
    this.code = code;
  }
}

let ceremony = new AbortController();

/**
 * Return why passkeys cannot be used here, as the code of an error, or `null`.
 *
 * Where there is no browser, they cannot.
 */
export function findObstacle() {
  if (typeof window === "undefined") {
    return "passkey_unsupported";
  }
  // Passkeys belong to a domain.
  if (/^[\d.]+$|^\[/.test(location.hostname)) {
    return "passkey_address";
  }
  if (!isSecureContext) {
    return "passkey_insecure";
  }
  return window.PublicKeyCredential ? null : "passkey_unsupported";
}

/** Return whether the browser can offer passkeys in a field for the user name. */
export async function canAutofill() {
  if (findObstacle() !== null) {
    return false;
  }
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
}

/**
 * Make a passkey; return what the API wants to know about it.
 *
 * @param {Json} options
 * @param {{ signal?: AbortSignal }} [how]
 */
export function createCredential(options, { signal } = {}) {
  return hold(signal, (both) =>
    navigator.credentials.create({ publicKey: decodeCreation(options), signal: both }),
  );
}

/**
 * Have a passkey answer the challenge; return the answer.
 *
 * With the `mediation` "conditional", the browser waits until the user chooses a passkey
 * in a field for the user name.
 *
 * @param {Json} options
 * @param {How} [how]
 */
export function getCredential(options, { signal, mediation } = {}) {
  return hold(signal, (both) =>
    navigator.credentials.get({
      publicKey: decodeRequest(options),
      signal: both,
      mediation,
    }),
  );
}

/** End what the browser is being asked for. */
export function cancel() {
  ceremony.abort();
}

/**
 * @param {AbortSignal | undefined} signal
 * @param {(both: AbortSignal) => Promise<Credential | null>} ask
 */
async function hold(signal, ask) {
  const obstacle = findObstacle();
  if (obstacle !== null) {
    throw new PasskeyError(obstacle);
  }
  // The browser refuses one while another is pending, even if that is invisible.
  cancel();
  ceremony = new AbortController();
  const both = AbortSignal.any([ceremony.signal, ...(signal ? [signal] : [])]);
  try {
    const credential = await ask(both);
    // The answer may be to a challenge that has been replaced since.
    both.throwIfAborted();
    return encodeCredential(credential);
  } catch (error) {
    both.throwIfAborted();
    const code = error instanceof Error ? CODES[error.name] : undefined;
    throw code === undefined ? error : new PasskeyError(code, error);
  }
}

/**
 * Tell the user's password manager which passkeys there are, and how the user is called.
 *
 * It then stops offering the others.  `user` is what the API returns as `signal`.
 *
 * @param {Json} user
 */
export async function signalUser({ rpId, userId, allAcceptedCredentialIds, ...names }) {
  await tell("signalAllAcceptedCredentials", { rpId, userId, allAcceptedCredentialIds });
  await tell("signalCurrentUserDetails", { rpId, userId, ...names });
}

/**
 * Tell the user's password manager that nobody has this passkey: it is deleted.
 *
 * @param {string} rpId
 * @param {string} credentialId
 */
export function signalUnknown(rpId, credentialId) {
  return tell("signalUnknownCredential", { rpId, credentialId });
}

/**
 * @param {string} name
 * @param {Json} data
 */
async function tell(name, data) {
  try {
    // Not known to every browser, nor to every compiler.
    await /** @type {any} */ (window.PublicKeyCredential)?.[name]?.(data);
  } catch (error) {
    console.error(error); // No use to the user: it was a hint.
  }
}
