// A small API in place of the real one, with what the client can meet in it, below any
// path and with tokens in bodies or in a cookie.  It serves the modules, too, so that a
// browser can use them.

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

export const MODULES = new URL(
  "../../../example_project/demo/static/demo/",
  import.meta.url,
);
export const CODE = "1234567";
const COOKIE = "__Host-refresh";
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict";
const TYPES = { js: "text/javascript", html: "text/html" };

class Refusal extends Error {
  constructor(status, body, headers = {}) {
    super(`${status}`);
    Object.assign(this, { status, body, headers });
  }
}

/** Start it; return what a test looks at and turns. */
export async function startApi({ base = "/" } = {}) {
  const api = {
    base,
    /** The calls, oldest first, as `{path, headers, body}`. */
    calls: [],
    /** The sessions, by their ID: `{user, generation}`. */
    sessions: new Map(),
    devices: new Map(),
    /** Access tokens that are refused from now on. */
    expired: new Set(),
    /** What a path answers instead: `path => {status, body, headers, raw}`. */
    answers: new Map(),
    /** How many of the calls were of this path. */
    count: (path) => api.calls.filter((one) => one.path === path).length,
  };
  const server = createServer((request, response) => {
    handle(api, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  api.origin = `http://localhost:${server.address().port}`;
  api.url = `${api.origin}${base}`;
  api.stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return api;
}

async function handle(api, request, response) {
  const { pathname } = new URL(request.url, api.origin);
  if (request.method === "GET" && pathname.startsWith("/static/")) {
    await serve(response, new URL(`.${pathname.slice("/static".length)}`, MODULES));
    return;
  }
  if (request.method === "GET" && pathname === "/") {
    response.setHeader("Content-Type", TYPES.html);
    response.end("<!doctype html><title>A page</title>");
    return;
  }
  const text = await readText(request);
  const call = {
    path: pathname.startsWith(api.base) ? pathname.slice(api.base.length) : null,
    method: request.method,
    headers: request.headers,
    body: text ? JSON.parse(text) : undefined,
  };
  const answer = decide(api, call);
  response.writeHead(answer.status, { "Content-Type": "application/json", ...answer.headers });
  response.end(answer.raw ?? (answer.body === undefined ? "" : JSON.stringify(answer.body)));
}

async function serve(response, file) {
  const text = await readFile(file).catch(() => null);
  response.writeHead(text === null ? 404 : 200, { "Content-Type": TYPES.js });
  response.end(text);
}

async function readText(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function decide(api, call) {
  api.calls.push(call);
  if (call.path !== null && api.answers.has(call.path)) {
    return { status: 200, headers: {}, ...api.answers.get(call.path) };
  }
  try {
    const endpoint = ENDPOINTS[call.path];
    if (endpoint === undefined) {
      throw new Refusal(404, { code: "not_found" });
    }
    call.isByCookie = call.headers["x-token-transport"] === "cookie";
    return { status: 200, headers: {}, ...endpoint(api, call) };
  } catch (error) {
    if (error instanceof Refusal) {
      return error;
    }
    throw error;
  }
}

const ENDPOINTS = {
  "get-code/"(api, call) {
    const { username, password, device_token } = call.body;
    checkOrigin(api, call);
    if (!username) {
      const errors = { username: ["This field may not be blank."] };
      throw new Refusal(400, { ...errors, code: "invalid", errors });
    }
    if (password !== "secret") {
      throw new Refusal(401, { code: "authentication_failed" });
    }
    if (username === "must-enrol") {
      return { body: { enrollment_token: makeToken({ user_id: username }) } };
    }
    const device = call.isByCookie ? readCookies(call)["__Host-device"] : device_token;
    if (username === "no-2fa" || (device && api.devices.get(device) === username)) {
      return logIn(api, call, username, { trust: username !== "no-2fa" });
    }
    return { body: { token: makeToken({ uid: username }), method: "code-sender" } };
  },
  "auth/"(api, call) {
    checkOrigin(api, call);
    if (call.body.code !== CODE) {
      throw new Refusal(401, { code: "authentication_failed" });
    }
    const { uid } = readToken(call.body.code_token);
    return logIn(api, call, uid, { trust: call.body.trust_device === true });
  },
  "challenge/": (_api, call) => ({
    body: { token: makeToken({ uid: readToken(call.body.code_token).uid }) },
  }),
  "step-up/": (api, call) => ({
    body: { token: makeToken({ uid: checkAccess(api, call).user_id }) },
  }),
  "refresh/"(api, call) {
    checkOrigin(api, call);
    if (call.isByCookie && call.body?.refresh !== undefined) {
      throw new Refusal(400, { code: "invalid" });
    }
    const token = call.isByCookie ? readCookies(call)[COOKIE] : call.body?.refresh;
    if (!token) {
      throw new Refusal(401, { code: "token_not_valid" });
    }
    const { sid, gen } = readToken(token);
    const session = api.sessions.get(sid);
    if (session === undefined) {
      throw new Refusal(401, { code: "session_ended" });
    }
    if (gen < session.generation - 1) {
      api.sessions.delete(sid);
      throw new Refusal(401, { code: "token_reused" });
    }
    session.generation = gen + 1;
    return giveTokens(call, sid, session);
  },
  "sign-out/"(api, call) {
    checkOrigin(api, call);
    const token = call.isByCookie ? readCookies(call)[COOKIE] : call.body?.refresh;
    if (token) {
      api.sessions.delete(readToken(token).sid);
    }
    const gone = { "Set-Cookie": `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0` };
    return { status: 204, headers: call.isByCookie ? gone : {} };
  },
  "totp/"(api, call) {
    checkOrigin(api, call);
    const { user_id, sid } = checkAccess(api, call);
    api.sessions.delete(sid);
    return logIn(api, call, user_id, {});
  },
  "me/": (api, call) => ({ body: { username: checkAccess(api, call).user_id } }),
  "nothing/": () => ({ status: 204 }),
  "empty/": () => ({ status: 200 }),
};

function logIn(api, call, user, { trust = false }) {
  const sid = randomUUID();
  const session = { user, generation: 0 };
  api.sessions.set(sid, session);
  const device = trust ? randomUUID() : null;
  if (device) {
    api.devices.set(device, user);
  }
  return giveTokens(call, sid, session, device);
}

function giveTokens(call, sid, { user, generation }, device = null) {
  const access = makeToken({ user_id: user, sid });
  const refresh = makeToken({ user_id: user, sid, gen: generation });
  if (!call.isByCookie) {
    return { body: { access, refresh, ...(device && { device_token: device }) } };
  }
  const cookies = [`${COOKIE}=${refresh}; ${ATTRIBUTES}; Max-Age=86400`];
  if (device) {
    cookies.push(`__Host-device=${device}; ${ATTRIBUTES}; Max-Age=86400`);
  }
  return { body: { access, access_expires_in: 300 }, headers: { "Set-Cookie": cookies } };
}

function checkAccess(api, call) {
  const token = call.headers.authorization?.replace("Bearer ", "");
  if (!token) {
    throw new Refusal(401, { code: "not_authenticated" });
  }
  if (api.expired.has(token) || !api.sessions.has(readToken(token).sid)) {
    throw new Refusal(401, { code: "token_not_valid" });
  }
  return readToken(token);
}

// Of requests that set, read or delete the cookie.
function checkOrigin(api, call) {
  const { origin, "content-type": type } = call.headers;
  const site = call.headers["sec-fetch-site"];
  if (call.isByCookie) {
    const isOwn = site === "same-origin" || origin === api.origin;
    if (!isOwn || (call.body !== undefined && type !== "application/json")) {
      throw new Refusal(403, { code: "csrf_failed" });
    }
  }
}

function readCookies({ headers }) {
  const pairs = (headers.cookie ?? "").split("; ").filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => pair.split("=")));
}

function makeToken(claims) {
  const now = Math.floor(Date.now() / 1000);
  const all = { jti: randomUUID(), iat: now, exp: now + 300, ...claims };
  return ["e30", Buffer.from(JSON.stringify(all)).toString("base64url"), "x"].join(".");
}

export function readToken(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
}

// Started by itself, for browsers.
if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log((await startApi({ base: process.argv[2] })).url);
}
