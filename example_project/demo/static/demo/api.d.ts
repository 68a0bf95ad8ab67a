/**
 * Say where the API is; call it before anything else.
 *
 * With the transport "cookie", the API has to allow it (`TOKEN_TRANSPORT`).
 *
 * @param {Configuration} configured
 */
export function configure({ api, transport }: Configuration): void;
/** Return the URL of the API. */
export function getApi(): URL;
/** Return whether the refresh token is in a cookie. */
export function usesCookie(): boolean;
/** @returns {Login} */
export function makeLogin(): Login;
/**
 * Return the options of a request.
 *
 * @param {string} method
 * @param {Json} [data]
 * @param {object} [how]
 * @param {boolean} [how.movesTokens] Whether it gives, renews or ends tokens.
 * @returns {RequestInit}
 */
export function makeOptions(method: string, data?: Json, { movesTokens }?: {
    movesTokens?: boolean | undefined;
}): RequestInit;
/**
 * Send a request, with the access token if there is one.
 *
 * @param {Login} login
 * @param {string} path
 * @param {RequestInit} [options]
 */
export function send(login: Login, path: string, options?: RequestInit): Promise<Response>;
/**
 * Return the JSON of an answer, or `null` if it is empty; throw an `ApiError` for others.
 *
 * @param {Login} login
 * @param {Response} response
 * @returns {Promise<any>}
 */
export function read(login: Login, response: Response): Promise<any>;
/**
 * Post JSON; return the JSON of the answer.
 *
 * @param {Login} login
 * @param {string} path
 * @param {Json} data
 * @param {{ movesTokens?: boolean }} [how]
 */
export function post(login: Login, path: string, data: Json, how?: {
    movesTokens?: boolean;
}): Promise<any>;
/** An error that the API answered with, or no answer at all. */
export class ApiError extends Error {
    /**
     * @param {number} status
     * @param {string} code
     * @param {number | null} [retryAfter]
     * @param {Record<string, string[]>} [fields]
     */
    constructor(status: number, code: string, retryAfter?: number | null, fields?: Record<string, string[]>);
    /** The HTTP status; 0 if there was no answer at all. */
    status: number;
    /** The stable code of the error; "unreachable" if there was no answer. */
    code: string;
    /** The number of seconds to wait before trying again, or `null`. */
    retryAfter: number | null;
    /** What is wrong with the fields that were sent, in the language of the user. */
    fields: Record<string, string[]>;
}
/**
 * A login, in the memory of this page and nowhere else.
 */
export type Login = {
    aborter: AbortController;
    username?: string | null | undefined;
    codeToken?: string | null | undefined;
    accessToken?: string | null | undefined;
    /**
     * Unknown to the page if it is in a cookie.
     */
    refreshToken?: string | null | undefined;
    enrollmentToken?: string | null | undefined;
    refreshing?: Promise<void> | null | undefined;
};
export type Json = Record<string, any>;
export type Configuration = {
    /**
     * The URL that the endpoints are below: a path such as "/api/", or
     * the whole URL, which a program without a page needs.
     */
    api: string;
    /**
     * Where the refresh token is: in the memory of
     * the page, as by default, or in a cookie that scripts cannot read.
     */
    transport?: "body" | "cookie" | undefined;
};
