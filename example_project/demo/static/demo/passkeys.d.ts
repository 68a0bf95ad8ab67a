/**
 * Have a passkey answer a challenge of `auth.js`; return the credential.
 *
 * @param {Challenge} challenge
 */
export function answerChallenge({ options }: Challenge): Promise<import("./webauthn-json.js").Json>;
/**
 * Let the user choose a passkey to sign in with; return `{challenge, credential}`.
 *
 * @returns {Promise<Chosen>}
 */
export function askForPasskey(): Promise<Chosen>;
/**
 * Offer passkeys in the field for the user name until one is chosen.
 *
 * Return what `askForPasskey` does, or `null` if the browser cannot do that.  It ends with
 * an `AbortError` when the user begins to sign in another way.
 *
 * @returns {Promise<Chosen | null>}
 */
export function waitForPasskey(): Promise<Chosen | null>;
/**
 * Sign in with the passkey that the user chose; return the answer, as `confirm` does.
 *
 * @param {Chosen} chosen
 */
export function confirmLogin({ challenge, credential }: Chosen): Promise<import("./state.js").Answer>;
/**
 * Return the passkeys of the user.
 *
 * @returns {Promise<Passkey[]>}
 */
export function getPasskeys(): Promise<Passkey[]>;
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
export function setUpPasskey(isDiscoverable?: boolean, answer?: Proof | null): Promise<Json>;
/**
 * Make a passkey, and enrol it; return the recovery codes, if there are new ones.
 *
 * @param {Json} options
 * @param {string} name
 */
export function addPasskey(options: Json, name: string): Promise<import("./state.js").Answer>;
/**
 * Give a passkey another name.
 *
 * @param {string} id
 * @param {string} name
 * @returns {Promise<Passkey>}
 */
export function renamePasskey(id: string, name: string): Promise<Passkey>;
/**
 * Remove a passkey, with the answer to a step-up.
 *
 * @param {string} id
 * @param {Proof} answer
 */
export function removePasskey(id: string, answer: Proof): Promise<import("./state.js").Answer>;
export type Chosen = {
    challenge: Challenge;
    credential: Json;
};
export type Passkey = {
    id: string;
    name: string;
    created_at: string;
    last_used_at: string | null;
    is_backed_up: boolean;
    is_discoverable: boolean | null;
};
import type { Challenge } from "./state.js";
import type { Proof } from "./state.js";
import type { Json } from "./api.js";
