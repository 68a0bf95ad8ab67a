/**
 * Share a login between the tabs of a browser, and let one of them refresh at a time.
 *
 * The tokens go from tab to tab by messages that only pages of the same origin receive,
 * and are gone when the last tab is closed.  The alternative is localStorage, which every
 * tab can read, but which is on the disk for whoever comes next.
 *
 * The server has to be one with `drf_jwt_2fa.sessions`, whose tokens say of which session
 * they are (`sid`) and which of its tokens is newer (`gen`).  With any other, each tab has
 * its own login.
 */

import { getApi, usesCookie } from "./api.js";
import { readClaims } from "./claims.js";

/** @import { Login } from "./api.js" */

/**
 * @typedef {Pick<Login, "accessToken" | "refreshToken" | "username">} Tokens
 *
 * @typedef {object} Tab
 * @property {() => Login} getLogin Returns the login of this tab.
 * @property {(tokens: Tokens) => void} join Begins one.
 * @property {(tokens: Tokens) => void} change Gives it other tokens.
 * @property {(code: string) => void} end Ends it.
 */

/** @type {BroadcastChannel | null} */
let channel = null;

/**
 * Return the ID of the session of a login, or `undefined`.
 *
 * @param {Tokens} login
 * @returns {string | undefined}
 */
export function findSession(login) {
  const claims = readNewest(login);
  // Without sessions, the tabs that share a cookie still have one user.
  return claims?.sid ?? (claims && usesCookie() ? `user ${claims.user_id}` : undefined);
}

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
export async function takeTurn(login, action) {
  // All logins of the browser have the same cookie.
  const session = usesCookie() ? "cookie" : findSession(login);
  // Browsers have locks on secure pages only.
  const locks = globalThis.navigator?.locks;
  if (session === undefined || !locks) {
    return action();
  }
  const name = `refresh ${getApi().href} ${session}`;
  return await locks.request(name, { signal: login.aborter.signal }, action);
}

/**
 * Send new tokens to the other tabs, which have those of the session `of`.
 *
 * @param {Login} login
 * @param {string | undefined} of
 */
export function tellTokens(login, of) {
  // Another login has its own tokens, but not its own cookie.
  if (of !== undefined || usesCookie()) {
    send({ about: "tokens", of, tokens: pick(login) });
  }
}

/**
 * Tell the other tabs that the session has ended, for the reason that the code says.
 *
 * @param {Login} login
 * @param {string} code
 */
export function tellEnd(login, code) {
  const session = findSession(login);
  if (session !== undefined) {
    send({ about: "end", of: session, code });
  }
}

/**
 * Take over what other tabs send, and ask them for a login to begin with.
 *
 * Return a function that stops it.
 *
 * @param {Tab} tab
 * @returns {() => void}
 */
export function listen(tab) {
  if (typeof BroadcastChannel === "undefined") {
    return () => {};
  }
  channel?.close();
  const mine = new BroadcastChannel(`login ${getApi().href}`);
  channel = mine;
  const question = crypto.randomUUID?.() ?? String(crypto.getRandomValues(new Uint32Array(4)));
  const answers = makeAnswers(tab, question);
  mine.addEventListener("message", ({ data }) => answers[data.about]?.(data));
  send({ about: "question", id: question });
  return () => {
    mine.close();
    channel = channel === mine ? null : channel;
  };
}

/**
 * @param {Tab} tab
 * @param {string} question
 * @returns {Record<string, (message: any) => void>}
 */
function makeAnswers({ getLogin, join, change, end }, question) {
  return {
    question({ id }) {
      if (findSession(getLogin()) !== undefined) {
        send({ about: "answer", to: id, tokens: pick(getLogin()) });
      }
    },
    answer({ to, tokens }) {
      if (to === question && isFree(getLogin())) {
        join(tokens);
      }
    },
    tokens({ of, tokens }) {
      const login = getLogin();
      const session = findSession(login);
      if (session !== undefined && session === of) {
        if (isNewer(tokens, login)) {
          change(tokens);
        }
      } else if (usesCookie() && (session !== undefined || isFree(login))) {
        join(tokens);
      }
    },
    end({ of, code }) {
      if (of === findSession(getLogin())) {
        end(code);
      }
    },
  };
}

/** @param {Tokens} login */
function readNewest({ refreshToken, accessToken }) {
  const token = refreshToken ?? (usesCookie() ? accessToken : null);
  return token ? readClaims(token) : undefined;
}

/** @param {Tokens} login */
function pick({ accessToken, refreshToken, username }) {
  return { accessToken, refreshToken, username };
}

// A tab that slept may send what it had before.
/**
 * @param {Tokens} theirs
 * @param {Tokens} ours
 */
function isNewer(theirs, ours) {
  const [their, our] = [readNewest(theirs), readNewest(ours)];
  // After some changes, the same login is a new session.
  if (their?.sid !== our?.sid) {
    return true;
  }
  // Access tokens are not numbered; the server's clock orders them.
  return (their?.gen ?? their?.iat) > (our?.gen ?? our?.iat);
}

// Not while the user is signing in here, perhaps as somebody else.
/** @param {Login} login */
function isFree({ accessToken, enrollmentToken, username }) {
  return !accessToken && !enrollmentToken && !username;
}

/** @param {Record<string, unknown>} message */
function send(message) {
  channel?.postMessage(message);
}
