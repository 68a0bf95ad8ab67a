/** @import { Json } from "./api.js" */
/** @import { Answer, Proof } from "./state.js" */
/**
 * @typedef {object} EnrolledMethod
 * @property {string} name
 * @property {string} created_at
 * @property {string | null} last_used_at
 * @property {boolean} is_disabled
 */
/**
 * Return the enrolled methods and the number of recovery codes left.
 *
 * @returns {Promise<{ methods: EnrolledMethod[], preferred: string | null,
 *   recovery_codes_left: number }>}
 */
export function getSecondFactors(): Promise<{
    methods: EnrolledMethod[];
    preferred: string | null;
    recovery_codes_left: number;
}>;
/** Start a challenge for the signed-in user; return it, as `signIn` does. */
export function stepUp(): Promise<import("./state.js").Challenge>;
/**
 * Return the secret for an authenticator app, in three forms.
 *
 * Users who have enrolled a method already must give the answer to a step-up.
 *
 * @param {Proof | null} [answer]
 * @returns {Promise<{ secret: string, provisioning_uri: string, qr_code: string }>}
 */
export function setUpApp(answer?: Proof | null): Promise<{
    secret: string;
    provisioning_uri: string;
    qr_code: string;
}>;
/**
 * Enrol the app with a code from it; return the recovery codes, if there are new ones.
 *
 * They cannot be shown again.
 *
 * @param {string} code
 */
export function confirmApp(code: string): Promise<Answer>;
/**
 * Remove the app, with the answer to a step-up.
 *
 * @param {Proof} answer
 */
export function removeApp(answer: Proof): Promise<Answer>;
/**
 * Return new recovery codes, with the answer to a step-up; the old ones stop working.
 *
 * @param {Proof} answer
 */
export function makeRecoveryCodes(answer: Proof): Promise<Answer>;
/**
 * Make a change, and keep the tokens in its answer.
 *
 * @param {string} method
 * @param {string} path
 * @param {Json} data
 * @returns {Promise<Answer>}
 */
export function change(method: string, path: string, data: Json): Promise<Answer>;
export type EnrolledMethod = {
    name: string;
    created_at: string;
    last_used_at: string | null;
    is_disabled: boolean;
};
import type { Proof } from "./state.js";
import type { Answer } from "./state.js";
import type { Json } from "./api.js";
