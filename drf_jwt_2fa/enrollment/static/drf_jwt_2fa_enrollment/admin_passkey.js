/**
 * Let a passkey answer what a form of the admin's login asks (WebAuthn Level 3).
 *
 * The form has the options in its attributes, and takes the answer in its field
 * `credential`.  Nothing is sent by this script: it posts the form.
 */

const form = document.querySelector("form[data-ceremony]");
if (form !== null) {
  form.addEventListener("submit", answer);
  // Without this script, the button would post nothing, and the page says so.
  const button = form.querySelector("input[type=submit]");
  form.querySelector("[data-hint]").hidden = true;
  button.disabled = false;
  button.focus();
}

/** @param {Event} event */
async function answer(event) {
  event.preventDefault();
  const hint = form.querySelector("[data-hint]");
  const button = form.querySelector("input[type=submit]");
  button.disabled = true;
  try {
    form.elements.namedItem("credential").value = JSON.stringify(await ask());
  } catch (error) {
    console.warn(error);
    const isSupported = window.PublicKeyCredential !== undefined && isSecureContext;
    hint.textContent = isSupported ? form.dataset.notUsed : form.dataset.unsupported;
    hint.hidden = false;
    button.disabled = false;
    button.focus();
    return;
  }
  // Not the event: it would come here again.
  HTMLFormElement.prototype.submit.call(form);
}

/** Return the answer of the browser as JSON. */
async function ask() {
  const options = JSON.parse(form.dataset.options);
  const creates = form.dataset.ceremony === "create";
  const credential = creates
    ? await navigator.credentials.create({ publicKey: decode(options, creates) })
    : await navigator.credentials.get({ publicKey: decode(options, creates) });
  return credential.toJSON?.() ?? encode(credential);
}

/** Return the options as the browser takes them; older ones read no JSON. */
function decode(json, creates) {
  const parse = creates ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (PublicKeyCredential[parse]) {
    return PublicKeyCredential[parse](json);
  }
  const options = { ...json, challenge: toBytes(json.challenge) };
  if (json.user) {
    options.user = { ...json.user, id: toBytes(json.user.id) };
  }
  for (const name of ["allowCredentials", "excludeCredentials"]) {
    if (json[name]) {
      options[name] = json[name].map((one) => ({ ...one, id: toBytes(one.id) }));
    }
  }
  return options;
}

/** Return what the browser answered as JSON. */
function encode(credential) {
  const response = {};
  const names = [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ];
  for (const name of names) {
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

function toBytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function toText(buffer) {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  const base64 = btoa(characters.join(""));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
