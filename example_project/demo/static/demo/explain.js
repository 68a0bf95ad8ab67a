/**
 * What to tell the user when the API answers with an error, and how they can continue.
 *
 * `next` is "retry" (the same form again), "wait" (the same, but later), "step back" (to
 * where this step was started) or "start over" (this login is over, sign in again).  A
 * code can mean different things in different steps: a 401 is about the password in one
 * and about the code in another.
 */

/** @typedef {"retry" | "wait" | "step back" | "start over"} Next */
/** @typedef {Record<string, [text: string, next: Next]>} Texts */

// What the browser says about passkeys, see `webauthn.js`.
/** @satisfies {Texts} */
const PASSKEYS = {
  passkey_not_used: ["No passkey was used. Please try again, or choose another way.", "retry"],
  passkey_exists: ["This device has a passkey for your account already.", "retry"],
  passkey_not_able: [
    "This device or key cannot make such a passkey. Please use another one, or add it as a" +
      " security key.",
    "retry",
  ],
  passkey_wrong_site: ["Passkeys of this site do not work at this address.", "retry"],
  passkey_address: ["Passkeys do not work at an address made of numbers.", "retry"],
  passkey_insecure: ["Passkeys need a page that was loaded over HTTPS.", "retry"],
  passkey_unsupported: ["This browser does not support passkeys.", "retry"],
};

/** @type {Texts} */
const EVERYWHERE = {
  invalid: ["A field is missing or malformed. Please check your input.", "retry"],
  permission_denied: ["This account is inactive. Please contact support.", "start over"],
  login_outdated: ["Your account has changed. Sign in again.", "start over"],
  session_ended: [
    "This session has ended. Your account has changed, or you signed out elsewhere.",
    "start over",
  ],
  token_reused: [
    "This sign-in was used from two places, so it has ended. If you did not do that," +
      " somebody may have copied it: sign in again, and change your password.",
    "start over",
  ],
  step_ups_closed: ["Too many wrong codes. Sign in again.", "start over"],
  verification_code_sending_failed: [
    "The code could not be sent. Please try again.",
    "retry",
  ],
  method_failed: ["Your second factor cannot be checked. Please contact support.", "retry"],
  cache_unavailable: ["Signing in is not possible right now. Please try again.", "retry"],
  unreachable: ["The server cannot be reached. Please try again.", "retry"],
  unknown_passkey: [
    "This passkey has been removed here. Sign in with your password.",
    "retry",
  ],
  too_many_enrolled: ["You have as many passkeys as allowed. Remove one first.", "step back"],
  ...PASSKEYS,
};

/** @type {Texts[string]} */
const UNKNOWN = ["Something went wrong. Please try again.", "retry"];

const NO_METHOD = "None of your second factors can be used. Please contact support.";
const NEW_CODE_TOO_SOON = "A new code was sent a moment ago. It may take a while to arrive.";
const TOO_MANY_NEW_CODES = "You requested too many codes. Please use the last one.";

// Of all steps that only signed-in users take.
/** @type {Texts} */
const SIGNED_IN = {
  not_authenticated: ["You are not signed in.", "start over"],
  token_not_valid: [
    "Your session has expired, or you ended it on another device.",
    "start over",
  ],
  user_not_found: ["Your account no longer exists.", "start over"],
  no_active_account: ["Your account is no longer active.", "start over"],
  user_inactive: ["Your account is no longer active.", "start over"],
  password_changed: ["Your password has changed. Sign in with the new one.", "start over"],
};

// Of setting up a method, also with an enrolment token.
/** @type {Texts} */
const SETUP = {
  authentication_failed: ["Your session has expired.", "start over"],
  insufficient_user_authentication: ["Please confirm that it is you.", "retry"],
  permission_denied: ["This account has to use another method.", "retry"],
  nothing_to_confirm: ["The setup took too long. Please start again.", "step back"],
  throttled: ["You tried again too soon.", "wait"],
};

// Of a code beside the login, which stays as it is.
/** @type {Texts} */
const STEP_UP_CODE = {
  token_already_used: ["This code has already been used. Please start again.", "step back"],
  code_token_expired: ["This code has expired.", "step back"],
  too_many_auth_attempts: ["Too many wrong codes.", "step back"],
  no_usable_method: [NO_METHOD, "step back"],
  not_enrolled: ["This is no longer set up.", "step back"],
  not_found: ["This is no longer set up.", "step back"],
  throttled: ["You tried again too soon.", "wait"],
};

// Texts for one method, or for choosing another one, in place of the general ones.
/** @param {string} text */
const wrongCode = (text) => ({ authentication_failed: text, incorrect_proof: text });
/** @type {Record<string, Record<string, string>>} */
const IN_DETAIL = {
  "code-sender": wrongCode(
    "Wrong code. Please check the latest e-mail and try again.",
  ),
  totp: wrongCode(
    "Wrong code, or already used. Please wait for the next one in your app.",
  ),
  "recovery-code": wrongCode("Wrong recovery code, or already used."),
  passkey: {
    ...wrongCode("This passkey was not accepted. Please choose another way."),
    token_already_used: "This passkey has already been used for this. Please start again.",
    code_token_expired: "The time to use your passkey is up.",
    too_many_auth_attempts: "The passkey was not accepted too many times.",
  },
  choice: { throttled: "You chose another method a moment ago." },
};

/** @type {Record<string, Texts>} */
const BY_STEP = {
  signIn: {
    authentication_failed: ["The user name or the password is wrong.", "retry"],
    permission_denied: ["This account is inactive. Please use another one.", "retry"],
    no_usable_method: [NO_METHOD, "retry"],
    throttled: ["Too many attempts from your network.", "wait"],
    too_many_code_tokens: [
      "You requested several codes and used none. Use the last one, or wait.",
      "wait",
    ],
    too_many_unredeemed_code_tokens: [
      "Too many logins were started and not completed. If that was not you," +
        " someone knows your password.",
      "wait",
    ],
  },
  passkeyLogin: {
    authentication_failed: ["This passkey was not accepted.", "retry"],
    code_token_expired: ["The time to use your passkey is up. Please try again.", "retry"],
    token_already_used: ["This login is already over. Please try again.", "retry"],
    permission_denied: ["This account is inactive. Please use another one.", "retry"],
    not_found: ["This site has no logins without a password.", "retry"],
    throttled: ["Too many attempts from your network.", "wait"],
    passkey_not_used: [
      "No passkey was used. You can try again, or sign in with your password.",
      "retry",
    ],
  },
  confirm: {
    authentication_failed: ["Wrong code. Please try again.", "retry"],
    token_already_used: [
      "This code has already been used. If that was not you, change your password.",
      "start over",
    ],
    code_token_expired: ["This code has expired.", "start over"],
    too_many_auth_attempts: ["Too many wrong codes.", "start over"],
    no_usable_method: [NO_METHOD, "start over"],
    throttled: ["You tried again too soon.", "wait"],
  },
  newCode: {
    authentication_failed: ["This login is no longer valid.", "start over"],
    code_token_expired: ["You entered your password too long ago.", "start over"],
    too_many_auth_attempts: ["Too many wrong codes.", "start over"],
    no_usable_method: [NO_METHOD, "start over"],
    throttled: [NEW_CODE_TOO_SOON, "wait"],
    too_many_code_tokens: [TOO_MANY_NEW_CODES, "wait"],
    too_many_unredeemed_code_tokens: [TOO_MANY_NEW_CODES, "wait"],
  },
  stepUp: {
    ...SIGNED_IN,
    authentication_failed: ["This account is not allowed to do that.", "retry"],
    not_found: ["This site cannot ask for a second factor again.", "retry"],
    no_usable_method: [NO_METHOD, "retry"],
    too_many_code_tokens: ["You requested several codes and used none.", "wait"],
    too_many_unredeemed_code_tokens: [
      "You requested too many codes and used none.",
      "wait",
    ],
  },
  stepUpCode: {
    ...STEP_UP_CODE,
    authentication_failed: ["Wrong code. Please try again.", "retry"],
  },
  stepUpChallenge: {
    authentication_failed: ["This code is no longer valid.", "step back"],
    code_token_expired: ["You started too long ago.", "step back"],
    too_many_auth_attempts: ["Too many wrong codes.", "step back"],
    no_usable_method: [NO_METHOD, "step back"],
    throttled: [NEW_CODE_TOO_SOON, "wait"],
    too_many_code_tokens: [TOO_MANY_NEW_CODES, "wait"],
    too_many_unredeemed_code_tokens: [TOO_MANY_NEW_CODES, "wait"],
  },
  proof: {
    ...SIGNED_IN,
    ...STEP_UP_CODE,
    incorrect_proof: ["Wrong code. Please try again.", "retry"],
  },
  setUp: { ...SIGNED_IN, ...SETUP },
  confirmApp: {
    ...SIGNED_IN,
    ...SETUP,
    incorrect_confirmation: [
      "Wrong code. Please scan the QR code, and enter what the app shows now.",
      "retry",
    ],
  },
  addPasskey: {
    ...SIGNED_IN,
    ...SETUP,
    incorrect_confirmation: ["This passkey was not accepted.", "step back"],
    already_enrolled: PASSKEYS.passkey_exists,
    passkey_not_used: [
      "No passkey was made. Please try again. A key without a PIN, or without space, can be" +
        " added as a security key.",
      "retry",
    ],
  },
  sessions: {
    ...SIGNED_IN,
    // Somebody else was faster.
    not_found: ["This has ended already.", "retry"],
    insufficient_user_authentication: ["Please confirm that it is you.", "retry"],
    throttled: ["Too many requests.", "wait"],
  },
  api: {
    ...SIGNED_IN,
    not_found: ["This is no longer set up.", "retry"],
    insufficient_user_authentication: ["Please confirm that it is you.", "retry"],
    throttled: ["Too many requests.", "wait"],
  },
};

/**
 * Return why the login has ended in another tab, by the code that ended it there.
 *
 * @param {string} code
 */
export function explainEnd(code) {
  return code === "signed_out"
    ? "You have signed out in another tab."
    : explain("api", { code }).text;
}

/**
 * Return `{text, next, seconds}` for an error of a step, known or not.
 *
 * After a colon the step may say more: "confirm:totp", "newCode:choice".
 *
 * @param {string} step
 * @param {{ code: string, retryAfter?: number | null }} error
 * @returns {{ text: string, next: Next, seconds: number | null }}
 */
export function explain(step, error) {
  const [name = "", detail = ""] = step.split(":");
  const [text, next] = BY_STEP[name]?.[error.code] ?? EVERYWHERE[error.code] ?? UNKNOWN;
  return {
    text: IN_DETAIL[detail]?.[error.code] ?? text,
    next,
    seconds: error.retryAfter ?? null,
  };
}
