/**
 * @typedef {object} Client A session, or a device that the user trusts.
 * @property {string} id
 * @property {string} name
 * @property {string} user_agent
 * @property {string | null} ip
 * @property {string} created_at
 * @property {string} last_used_at
 * @property {string} expires_at
 * @property {boolean} is_current
 */
/**
 * Return the sessions, the most recently used first.
 *
 * @returns {Promise<Client[]>}
 */
export function getSessions(): Promise<Client[]>;
/**
 * End a session; for the present one, call `endSession` of `auth.js` instead.
 *
 * @param {string} id
 */
export function endOther(id: string): Promise<any>;
/**
 * End all sessions but the present one; return how many.
 *
 * @returns {Promise<number>}
 */
export function endOthers(): Promise<number>;
/**
 * Give a session a name.
 *
 * @param {string} id
 * @param {string} name
 * @returns {Promise<Client>}
 */
export function nameSession(id: string, name: string): Promise<Client>;
/**
 * Return the devices on which the user is not asked for a code.
 *
 * @returns {Promise<Client[]>}
 */
export function getDevices(): Promise<Client[]>;
/**
 * End trust in a device; its sessions go on.
 *
 * @param {Pick<Client, "id" | "is_current">} device
 */
export function forgetDevice({ id, is_current }: Pick<Client, "id" | "is_current">): Promise<void>;
/**
 * A session, or a device that the user trusts.
 */
export type Client = {
    id: string;
    name: string;
    user_agent: string;
    ip: string | null;
    created_at: string;
    last_used_at: string;
    expires_at: string;
    is_current: boolean;
};
