/**
 * What is said to a person when the API says no, and how they can go on.
 *
 * `next` is "retry" (the same form again), "wait" (the same, but later) or "start over"
 * (the login is dead, sign in again).  One code can mean different things in different
 * steps: a 401 is about the password in one and about the code in another.
 */

const EVERYWHERE = {
  invalid: ["Something is missing or malformed. Please check what you typed.", "retry"],
  permission_denied: ["This account is not active. Please ask its owner.", "start over"],
  verification_code_sending_failed: [
    "The code could not be sent. Please try again.",
    "retry",
  ],
  cache_unavailable: ["Signing in is not possible right now. Please try again.", "retry"],
  unreachable: ["The server cannot be reached. Please try again.", "retry"],
};

const BY_STEP = {
  signIn: {
    authentication_failed: ["The user name or the password is not right.", "retry"],
    permission_denied: ["This account is not active. Try another one.", "retry"],
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
    authentication_failed: [
      "That is not the code. Please look at the newest mail and try again.",
      "retry",
    ],
    token_already_used: [
      "This code was used before. If that was not you, change your password.",
      "start over",
    ],
    code_token_expired: ["This code has ended.", "start over"],
    too_many_auth_attempts: ["Too many wrong codes.", "start over"],
    throttled: ["That was too quick.", "wait"],
  },
  newCode: {
    authentication_failed: ["This login cannot go on.", "start over"],
    code_token_expired: ["You gave your password too long ago.", "start over"],
    too_many_auth_attempts: ["Too many wrong codes.", "start over"],
    throttled: ["A new code was sent a moment ago. It can take a while.", "wait"],
    too_many_unredeemed_code_tokens: [
      "Too many codes were sent. Please use the last one.",
      "wait",
    ],
  },
  api: {
    token_not_valid: ["Your login has ended.", "start over"],
    user_not_found: ["Your account does not exist any more.", "start over"],
    no_active_account: ["Your account is not active any more.", "start over"],
    user_inactive: ["Your account is not active any more.", "start over"],
    password_changed: ["The password was changed. Please use the new one.", "start over"],
  },
};

/** Return `{text, next, seconds}` for the error of a step, whatever it is. */
export function explain(step, error) {
  const [text, next] = BY_STEP[step][error.code] ??
    EVERYWHERE[error.code] ?? ["Something went wrong. Please try again.", "retry"];
  return { text, next, seconds: error.retryAfter };
}
