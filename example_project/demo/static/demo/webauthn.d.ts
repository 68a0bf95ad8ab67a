/**
 * Return why passkeys cannot be used here, as the code of an error, or `null`.
 *
 * Where there is no browser, they cannot.
 */
export function findObstacle(): "passkey_unsupported" | "passkey_address" | "passkey_insecure" | null;
/** Return whether the browser can offer passkeys in a field for the user name. */
export function canAutofill(): Promise<boolean>;
/**
 * Make a passkey; return what the API wants to know about it.
 *
 * @param {Json} options
 * @param {{ signal?: AbortSignal }} [how]
 */
export function createCredential(options: Json, { signal }?: {
    signal?: AbortSignal;
}): Promise<Json>;
/**
 * Have a passkey answer the challenge; return the answer.
 *
 * With the `mediation` "conditional", the browser waits until the user chooses a passkey
 * in a field for the user name.
 *
 * @param {Json} options
 * @param {How} [how]
 */
export function getCredential(options: Json, { signal, mediation }?: How): Promise<Json>;
/** End what the browser is being asked for. */
export function cancel(): void;
/**
 * Tell the user's password manager which passkeys there are, and how the user is called.
 *
 * It then stops offering the others.  `user` is what the API returns as `signal`.
 *
 * @param {Json} user
 */
export function signalUser({ rpId, userId, allAcceptedCredentialIds, ...names }: Json): Promise<void>;
/**
 * Tell the user's password manager that nobody has this passkey: it is deleted.
 *
 * @param {string} rpId
 * @param {string} credentialId
 */
export function signalUnknown(rpId: string, credentialId: string): Promise<void>;
/** An error of the browser or the authenticator; `code` says what to tell the user. */
export class PasskeyError extends Error {
    /**
     * @param {string} code
     * @param {unknown} [cause]
     */
    constructor(code: string, cause?: unknown);
    code: string;
}
export type How = {
    signal?: AbortSignal | undefined;
    mediation?: CredentialMediationRequirement | undefined;
};
import type { Json } from "./webauthn-json.js";
