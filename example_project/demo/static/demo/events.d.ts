/**
 * Call `listener(event)` from now on; return a function that stops it.
 *
 * @param {(event: LoginEvent) => void} listener
 * @returns {() => void}
 */
export function onLogin(listener: (event: LoginEvent) => void): () => void;
/**
 * @param {LoginEvent["type"]} type
 * @param {{ code?: string | null, isElsewhere?: boolean }} [more]
 */
export function tell(type: LoginEvent["type"], { code, isElsewhere }?: {
    code?: string | null;
    isElsewhere?: boolean;
}): void;
export type LoginEvent = {
    /**
     * "changed": the same user has other
     * tokens.
     */
    type: "signed-in" | "changed" | "ended";
    /**
     * Why the login has ended: "signed_out", or the code of the
     * error.
     */
    code: string | null;
    /**
     * Whether it comes from another tab.
     */
    isElsewhere: boolean;
};
