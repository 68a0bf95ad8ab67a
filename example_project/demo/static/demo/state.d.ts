/** Return the login of this tab: a new object for each. */
export function getLogin(): Login;
/** Return whether there is an access token. */
export function isSignedIn(): boolean;
/**
 * Forget everything, and abort what is under way.
 *
 * @param {{ code: string, isElsewhere?: boolean }} why
 */
export function drop(why: {
    code: string;
    isElsewhere?: boolean;
}): void;
/**
 * Begin a login with the tokens of another tab.
 *
 * @param {tabs.Tokens} tokens
 */
export function join(tokens: tabs.Tokens): void;
/**
 * Keep the challenge in an answer, and return it.
 *
 * @param {Login} mine
 * @param {Json | null} answer
 * @returns {Challenge}
 */
export function keepChallenge(mine: Login, answer: Json | null): Challenge;
/**
 * Keep the tokens in an answer, and tell the page and the other tabs.
 *
 * @param {Login} mine
 * @param {Answer | null} answer
 */
export function keepTokens(mine: Login, answer: Answer | null): void;
/**
 * What to ask the user for.
 */
export type Challenge = {
    /**
     * The name of the method.
     */
    method: string;
    /**
     * The methods to choose from.
     */
    methods: {
        name: string;
        destination?: string;
    }[];
    /**
     * The lifetime, in seconds.
     */
    life: number;
    /**
     * What the browser takes, if the method is a passkey.
     */
    options?: Json | undefined;
};
/**
 * What the API says to a login, or to a change of second factors.
 */
export type Answer = {
    access?: string | undefined;
    /**
     * Missing where it is in a cookie.
     */
    refresh?: string | undefined;
    enrollment_token?: string | undefined;
    device_token?: string | undefined;
    recovery_codes_left?: number | undefined;
    recovery_codes?: string[] | undefined;
};
/**
 * A code, or the credential of a passkey.
 */
export type Proof = string | Json;
import type { Login } from "./api.js";
import * as tabs from "./tabs.js";
import type { Json } from "./api.js";
