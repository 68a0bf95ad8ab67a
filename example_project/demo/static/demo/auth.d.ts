/** @import { Json } from "./api.js" */
/** @import { Answer, Challenge, Proof } from "./state.js" */
/**
 * Take the first step; return the challenge, which says what to ask the user for.
 *
 * The password is sent and forgotten: `sendNewCode` does not need it.  Return `null` if no
 * code is needed, because the user trusts this device or has no second factor: the user is
 * then signed in, unless `mustEnrol()`.
 *
 * @param {string} username
 * @param {string} password
 */
export function signIn(username: string, password: string): Promise<Challenge | null>;
/**
 * Begin a new login with this call; return its challenge, as `signIn` does.
 *
 * @param {string} path
 * @param {Json} data
 * @param {string | null} [username]
 * @returns {Promise<Challenge | null>}
 */
export function begin(path: string, data: Json, username?: string | null): Promise<Challenge | null>;
/**
 * Replace the challenge with a new one, of the same method or of another.
 *
 * @param {string} [method]
 */
export function sendNewCode(method?: string): Promise<Challenge>;
/**
 * Take the second step, with the code that the user entered or the credential of a
 * passkey; return the answer.
 *
 * With `trustDevice`, the next logins of this user in this browser need no code for as
 * long as the server allows.
 *
 * If the answer has an `enrollment_token`, the user is not signed in yet: this account
 * must set up an app first, and the token is good for nothing else.
 *
 * @param {Proof} answer
 * @param {{ trustDevice?: boolean }} [wishes]
 * @returns {Promise<Answer>}
 */
export function confirm(answer: Proof, { trustDevice }?: {
    trustDevice?: boolean;
}): Promise<Answer>;
/**
 * Sign in again with the cookie that is left of the last visit, and return whether that
 * was possible: always false without the transport "cookie".
 */
export function resume(): Promise<boolean>;
/** Forget the tokens, in this tab; the session goes on, and so does its cookie. */
export function signOut(): void;
/**
 * Sign out in all tabs, and end the session on the server.
 *
 * The tokens are forgotten first: with an `ApiError`, only the server does not know.
 */
export function endSession(): Promise<void>;
/**
 * Share the login with other tabs from now on, and take theirs over.
 *
 * `onLogin` tells what comes from them.  Return a function that stops it.
 */
export function shareLogin(): () => void;
/**
 * Keep the challenge in the answer to a call, and return it.
 *
 * @param {Json | null} answer
 */
export function takeChallenge(answer: Json | null): Challenge;
/**
 * Keep the tokens in the answer to a call.
 *
 * @param {Answer | null} answer
 */
export function takeTokens(answer: Answer | null): void;
/**
 * Return the fields of a request that prove the second factor, as `confirm` does.
 *
 * @param {Proof} answer
 * @returns {Json}
 */
export function makeProof(answer: Proof): Json;
/** Return a signal that is aborted when the user signs out or begins another login. */
export function getSignal(): AbortSignal;
/** Get a new access token with the refresh token. */
export function refresh(): Promise<void>;
/** Return whether the user has to set up a method before they are signed in. */
export function mustEnrol(): boolean;
/** Return the name that the user signed in with, or `null`. */
export function getUsername(): string | null;
/** Return the tokens, for a page that shows them.  Yours should not. */
export function getTokens(): {
    access: string | null | undefined;
    refresh: string | null | undefined;
};
export { onLogin } from "./events.js";
export { isSignedIn } from "./state.js";
import type { Challenge } from "./state.js";
import type { Json } from "./api.js";
import type { Proof } from "./state.js";
import type { Answer } from "./state.js";
export { ApiError, configure } from "./api.js";
export { authorisedFetch, call } from "./calls.js";
