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

import { readClaims } from "./claims.js";

const channel = new BroadcastChannel("login");

/** Return the ID of the session of a login, or `undefined`. */
export function findSession({ refreshToken }) {
  return refreshToken ? readClaims(refreshToken).sid : undefined;
}

/**
 * Run `action()` while no other tab of this session does.
 *
 * A tab that waited may not have the tokens of the one before it yet: neither messages nor
 * localStorage are ordered with locks.  Then it sends the predecessor of the newest token,
 * which the server answers for some seconds (`REFRESH_REUSE_INTERVAL`) with the same token.
 */
export function takeTurn(login, action) {
  const session = findSession(login);
  // Browsers have locks on secure pages only.
  if (session === undefined || !navigator.locks) {
    return action();
  }
  return navigator.locks.request(
    `refresh ${session}`,
    { signal: login.aborter.signal },
    action,
  );
}

/** Send new tokens to the other tabs, which have those of the session `of`. */
export function tellTokens(login, of) {
  if (of !== undefined) {
    send({ about: "tokens", of, tokens: pick(login) });
  }
}

/** Tell the other tabs that the session has ended, for the reason that the code says. */
export function tellEnd(login, code) {
  const session = findSession(login);
  if (session !== undefined) {
    send({ about: "end", of: session, code });
  }
}

/**
 * Take over what other tabs send, and ask them for a login to begin with.
 *
 * `getLogin()` returns the login of this tab, `takeOver(tokens)` begins one, and
 * `end(code)` ends it.
 */
export function listen({ getLogin, takeOver, end }) {
  const question = crypto.getRandomValues(new Uint32Array(2)).join();
  const answers = {
    question({ id }) {
      if (findSession(getLogin()) !== undefined) {
        send({ about: "answer", to: id, tokens: pick(getLogin()) });
      }
    },
    answer({ to, tokens }) {
      if (to === question && isFree(getLogin())) {
        takeOver(tokens);
      }
    },
    tokens({ of, tokens }) {
      if (of === findSession(getLogin()) && isNewer(tokens, getLogin())) {
        Object.assign(getLogin(), tokens);
      }
    },
    end({ of, code }) {
      if (of === findSession(getLogin())) {
        end(code);
      }
    },
  };
  channel.addEventListener("message", ({ data }) => answers[data.about](data));
  send({ about: "question", id: question });
}

function pick({ accessToken, refreshToken, username }) {
  return { accessToken, refreshToken, username };
}

// A tab that slept may send what it had before.
function isNewer(theirs, ours) {
  const [their, our] = [theirs, ours].map((one) => readClaims(one.refreshToken));
  // After some changes, the same login is a new session.
  return their.sid !== our.sid || their.gen > our.gen;
}

// Not while the user is signing in here, perhaps as somebody else.
function isFree({ refreshToken, enrollmentToken, username }) {
  return !refreshToken && !enrollmentToken && !username;
}

function send(message) {
  channel.postMessage(message);
}
