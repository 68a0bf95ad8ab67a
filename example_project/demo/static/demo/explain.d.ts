/**
 * Return why the login has ended in another tab, by the code that ended it there.
 *
 * @param {string} code
 */
export function explainEnd(code: string): string;
/**
 * Return `{text, next, seconds}` for an error of a step, known or not.
 *
 * After a colon the step may say more: "confirm:totp", "newCode:choice".
 *
 * @param {string} step
 * @param {{ code: string, retryAfter?: number | null }} error
 * @returns {{ text: string, next: Next, seconds: number | null }}
 */
export function explain(step: string, error: {
    code: string;
    retryAfter?: number | null;
}): {
    text: string;
    next: Next;
    seconds: number | null;
};
export type Next = "retry" | "wait" | "step back" | "start over";
export type Texts = Record<string, [text: string, next: Next]>;
