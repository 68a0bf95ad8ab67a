/**
 * Translate between the JSON of WebAuthn and what the browser takes and returns.
 *
 * Browsers do it themselves since 2025 (WebAuthn Level 3, 5.1.8 to 5.1.10).  The rest is
 * for older ones, and for password managers that answer in place of the browser.
 */

/** @typedef {Record<string, any>} Json */

const BINARY = [
  "clientDataJSON",
  "attestationObject",
  "authenticatorData",
  "signature",
  "userHandle",
];

/**
 * Return the options for `navigator.credentials.create` from JSON.
 *
 * @param {Json} json
 * @returns {PublicKeyCredentialCreationOptions}
 */
export function decodeCreation(json) {
  const options = /** @type {PublicKeyCredentialCreationOptionsJSON} */ (json);
  return PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? decode(json);
}

/**
 * Return the options for `navigator.credentials.get` from JSON.
 *
 * @param {Json} json
 * @returns {PublicKeyCredentialRequestOptions}
 */
export function decodeRequest(json) {
  const options = /** @type {PublicKeyCredentialRequestOptionsJSON} */ (json);
  return PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? decode(json);
}

/**
 * Return the answer of the browser as JSON.
 *
 * @param {any} credential
 * @returns {Json}
 */
export function encodeCredential(credential) {
  return credential.toJSON?.() ?? encode(credential);
}

/**
 * @param {Json} json
 * @returns {any}
 */
function decode(json) {
  /** @type {Json} */
  const options = { ...json, challenge: toBytes(json.challenge) };
  if (json.user) {
    options.user = { ...json.user, id: toBytes(json.user.id) };
  }
  for (const name of ["allowCredentials", "excludeCredentials"]) {
    if (json[name]) {
      options[name] = json[name].map((/** @type {Json} */ one) => ({ ...one, id: toBytes(one.id) }));
    }
  }
  return options;
}

/** @param {any} credential */
function encode(credential) {
  /** @type {Json} */
  const response = {};
  for (const name of BINARY) {
    // An authenticator may return no user handle.
    if (credential.response[name]) {
      response[name] = toText(credential.response[name]);
    }
  }
  if (credential.response.getTransports) {
    response.transports = credential.response.getTransports();
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/** @param {string} base64url */
function toBytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function toText(buffer) {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  const base64 = btoa(characters.join(""));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
