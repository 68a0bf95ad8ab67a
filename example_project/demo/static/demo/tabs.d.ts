/**
 * Return the ID of the session of a login, or `undefined`.
 *
 * @param {Tokens} login
 * @returns {string | undefined}
 */
export function findSession(login: Tokens): string | undefined;
/**
 * Run `action()` while no other tab of this session does.
 *
 * A tab that waited may not have the tokens of the one before it yet: neither messages nor
 * localStorage are ordered with locks.  Then it sends the predecessor of the newest token,
 * which the server answers for some seconds (`REFRESH_REUSE_INTERVAL`) with the same token.
 *
 * @template T
 * @param {Login} login
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export function takeTurn<T>(login: Login, action: () => Promise<T>): Promise<T>;
/**
 * Send new tokens to the other tabs, which have those of the session `of`.
 *
 * @param {Login} login
 * @param {string | undefined} of
 */
export function tellTokens(login: Login, of: string | undefined): void;
/**
 * Tell the other tabs that the session has ended, for the reason that the code says.
 *
 * @param {Login} login
 * @param {string} code
 */
export function tellEnd(login: Login, code: string): void;
/**
 * Take over what other tabs send, and ask them for a login to begin with.
 *
 * Return a function that stops it.
 *
 * @param {Tab} tab
 * @returns {() => void}
 */
export function listen(tab: Tab): () => void;
export type Tokens = Pick<Login, "accessToken" | "refreshToken" | "username">;
export type Tab = {
    /**
     * Returns the login of this tab.
     */
    getLogin: () => Login;
    /**
     * Begins one.
     */
    join: (tokens: Tokens) => void;
    /**
     * Gives it other tokens.
     */
    change: (tokens: Tokens) => void;
    /**
     * Ends it.
     */
    end: (code: string) => void;
};
import type { Login } from "./api.js";
