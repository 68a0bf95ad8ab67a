/**
 * What is said to a person when the API says no, and how they can go on.
 *
 * `next` is "retry" (the same form again), "wait" (the same, but later), "step back" (to
 * where this step was begun) or "start over" (the login is dead, sign in again).  One code
 * can mean different things in different steps: a 401 is about the password in one and
 * about the code in another.
 */

const EVERYWHERE = {
  invalid: ["Something is missing or malformed. Please check what you typed.", "retry"],
  permission_denied: ["This account is not active. Please ask its owner.", "start over"],
  verification_code_sending_failed: [
    "The code could not be sent. Please try again.",
    "retry",
  ],
  method_failed: ["We cannot check your second factor. Please tell our support.", "retry"],
  cache_unavailable: ["Signing in is not possible right now. Please try again.", "retry"],
  unreachable: ["The server cannot be reached. Please try again.", "retry"],
};

const NO_METHOD =
  "None of your second factors can be used any more. Only our support can help.";

// Of every step that only somebody takes who is signed in.
const SIGNED_IN = {
  not_authenticated: ["You are not signed in.", "start over"],
  token_not_valid: ["Your login has ended.", "start over"],
  user_not_found: ["Your account does not exist any more.", "start over"],
  no_active_account: ["Your account is not active any more.", "start over"],
  user_inactive: ["Your account is not active any more.", "start over"],
  password_changed: ["The password was changed. Please use the new one.", "start over"],
  login_outdated: ["Your account has changed. Please log in again.", "start over"],
  step_ups_closed: ["Too many wrong codes. Please log in again.", "start over"],
};

// Of a code that was asked for beside the login, which continues without it.
const STEP_UP_CODE = {
  step_ups_closed: ["Too many wrong codes. Please log in again.", "start over"],
  token_already_used: ["This code was used before. Please begin again.", "step back"],
  code_token_expired: ["This code has ended.", "step back"],
  too_many_auth_attempts: ["Too many wrong codes.", "step back"],
  not_enrolled: ["That is not set up any more.", "step back"],
  throttled: ["That was too quick.", "wait"],
};

// What is said instead of a code of this method, or of the choice of another one.
const notTheCode = (text) => ({ authentication_failed: text, incorrect_proof: text });
const IN_DETAIL = {
  "code-sender": notTheCode(
    "That is not the code. Please look at the newest mail and try again.",
  ),
  totp: notTheCode(
    "That is not the code, or it was used. Please wait for the next one in your app.",
  ),
  "recovery-code": notTheCode("That is none of your recovery codes, or it was used."),
  choice: { throttled: "You chose another way a moment ago." },
};

const BY_STEP = {
  signIn: {
    authentication_failed: ["The user name or the password is not right.", "retry"],
    permission_denied: ["This account is not active. Try another one.", "retry"],
    no_usable_method: [NO_METHOD, "retry"],
    throttled: ["Too many attempts from your network.", "wait"],
    too_many_code_tokens: [
      "You asked for several codes and used none. Use the last one, or wait.",
      "wait",
    ],
    too_many_unredeemed_code_tokens: [
      "Too many logins were begun and not completed. If that was not you," +
        " somebody knows your password.",
      "wait",
    ],
  },
  confirm: {
    authentication_failed: ["That is not the code. Please try again.", "retry"],
    token_already_used: [
      "This code was used before. If that was not you, change your password.",
      "start over",
    ],
    code_token_expired: ["This code has ended.", "start over"],
    too_many_auth_attempts: ["Too many wrong codes.", "start over"],
    step_ups_closed: ["Too many wrong codes.", "start over"],
    no_usable_method: [NO_METHOD, "start over"],
    throttled: ["That was too quick.", "wait"],
  },
  newCode: {
    authentication_failed: ["This login cannot go on.", "start over"],
    code_token_expired: ["You gave your password too long ago.", "start over"],
    too_many_auth_attempts: ["Too many wrong codes.", "start over"],
    no_usable_method: [NO_METHOD, "start over"],
    throttled: ["A new code was sent a moment ago. It can take a while.", "wait"],
    too_many_code_tokens: ["You asked for several codes. Use the last one.", "wait"],
    too_many_unredeemed_code_tokens: [
      "Too many codes were asked for. Please use the last one.",
      "wait",
    ],
  },
  stepUp: {
    ...SIGNED_IN,
    authentication_failed: ["This account may not do that.", "retry"],
    not_found: ["This site does not ask for a second factor again.", "retry"],
    no_usable_method: [NO_METHOD, "retry"],
    too_many_code_tokens: ["You asked for several codes and used none.", "wait"],
    too_many_unredeemed_code_tokens: [
      "You asked for too many codes and used none.",
      "wait",
    ],
  },
  stepUpCode: {
    ...STEP_UP_CODE,
    authentication_failed: ["That is not the code. Please try again.", "retry"],
  },
  stepUpChallenge: {
    authentication_failed: ["This cannot go on.", "step back"],
    code_token_expired: ["You began too long ago.", "step back"],
    too_many_auth_attempts: ["Too many wrong codes.", "step back"],
    no_usable_method: [NO_METHOD, "step back"],
    throttled: ["A new code was sent a moment ago. It can take a while.", "wait"],
    too_many_code_tokens: ["You asked for several codes. Use the last one.", "wait"],
    too_many_unredeemed_code_tokens: [
      "Too many codes were asked for. Please use the last one.",
      "wait",
    ],
  },
  proof: {
    ...SIGNED_IN,
    ...STEP_UP_CODE,
    incorrect_proof: ["That is not the code. Please try again.", "retry"],
  },
  confirmApp: {
    ...SIGNED_IN,
    incorrect_confirmation: [
      "That is not the code. Please scan the QR code, and type what the app shows now.",
      "retry",
    ],
    nothing_to_confirm: ["That took too long. Please begin again.", "step back"],
    throttled: ["That was too quick.", "wait"],
  },
  api: {
    ...SIGNED_IN,
    insufficient_user_authentication: ["Please confirm that it is you.", "retry"],
    throttled: ["That was too often.", "wait"],
  },
};

/**
 * Return `{text, next, seconds}` for the error of a step, whatever it is.
 *
 * After a colon the step may say more: "confirm:totp", "newCode:choice".
 */
export function explain(step, error) {
  const [name, detail] = step.split(":");
  const [text, next] = BY_STEP[name][error.code] ??
    EVERYWHERE[error.code] ?? ["Something went wrong. Please try again.", "retry"];
  return {
    text: IN_DETAIL[detail]?.[error.code] ?? text,
    next,
    seconds: error.retryAfter,
  };
}
