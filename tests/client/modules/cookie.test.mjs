// Logins whose refresh token is in a cookie, which scripts cannot read.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { keepCookies } from "./browser.mjs";
import { CODE, MODULES, startApi } from "./fake_api.mjs";

const auth = await import(new URL("auth.js", MODULES));
const factors = await import(new URL("second-factors.js", MODULES));

const REFRESH = "__Host-refresh";
const api = await startApi({ base: "/api/" });
const jar = keepCookies(api.origin);
const events = [];
auth.onLogin(({ type, code }) => events.push(code ? `${type}: ${code}` : type));

after(() => api.stop());

beforeEach(() => {
  auth.signOut();
  auth.configure({ api: api.url, transport: "cookie" });
  jar.clear();
  api.sessions.clear();
  api.answers.clear();
  api.calls.length = events.length = 0;
});

async function logIn(wishes) {
  await auth.signIn("demo", "secret");
  return auth.confirm(CODE, wishes);
}

// As a reload does: the memory is lost, the cookie is not.
function reload() {
  auth.signOut();
  events.length = 0;
}

function findCalls(path) {
  return api.calls.filter((one) => one.path === path);
}

test("a login leaves the refresh token in the cookie, and nothing of it in the page", async () => {
  const answer = await logIn();

  assert.ok(jar.has(REFRESH));
  assert.equal(answer.refresh, undefined);
  assert.equal(auth.getTokens().refresh, undefined);
  assert.deepEqual(await auth.call("GET", "me/"), { username: "demo" });
  assert.deepEqual(events, ["signed-in"]);
});

test("a reload keeps the login", async () => {
  await logIn();
  reload();

  assert.equal(await auth.resume(), true);

  assert.deepEqual(await auth.call("GET", "me/"), { username: "demo" });
  assert.deepEqual(events, ["signed-in"]);
});

test("somebody who was not signed in before is not, and that is no error", async () => {
  assert.equal(await auth.resume(), false);

  assert.equal(api.count("refresh/"), 1);
  assert.deepEqual(events, []);
});

test("a server that is away at the start is an error", async () => {
  api.answers.set("refresh/", { status: 503, body: { code: "cache_unavailable" } });

  await assert.rejects(auth.resume(), { code: "cache_unavailable" });
});

test("signing out ends the session and deletes the cookie", async () => {
  await logIn();
  await auth.endSession();

  assert.equal(jar.size, 0);
  assert.equal(api.sessions.size, 0);
  assert.equal(await auth.resume(), false);
  assert.deepEqual(events, ["signed-in", "ended: signed_out"]);
});

test("a refresh sends the cookie and no token, and calls share it", async () => {
  await logIn();
  api.expired.add(auth.getTokens().access);

  await Promise.all([1, 2, 3].map(() => auth.call("GET", "me/")));

  const [refresh, ...others] = findCalls("refresh/");
  assert.deepEqual(refresh.body, {});
  assert.match(refresh.headers.cookie, /__Host-refresh=/);
  assert.deepEqual(others, []);
  assert.deepEqual(events, ["signed-in", "changed"]);
});

test("only calls that give, renew or end tokens have the header and the cookie", async () => {
  await auth.signIn("demo", "secret");
  await auth.sendNewCode();
  await auth.confirm(CODE);
  await auth.call("GET", "me/");
  await factors.stepUp();
  await factors.removeApp(CODE);
  await auth.refresh();
  await auth.endSession();

  const withHeader = api.calls.filter(({ headers }) => headers["x-token-transport"]);
  assert.deepEqual(
    withHeader.map(({ path }) => path),
    ["get-code/", "auth/", "totp/", "refresh/", "sign-out/"],
  );
  const rest = api.calls.filter((one) => !withHeader.includes(one));
  assert.ok(rest.length === 3);
  assert.ok(rest.every(({ headers }) => !("cookie" in headers)));
});

test("a change of second factors goes on with the tokens of its answer", async () => {
  await logIn();
  const before = jar.get(REFRESH);
  await factors.stepUp();
  await factors.removeApp(CODE);

  assert.notEqual(jar.get(REFRESH), before);
  assert.deepEqual(await auth.call("GET", "me/"), { username: "demo" });
  assert.deepEqual(events, ["signed-in", "changed"]);
});

test("a user without a second factor is signed in at once", async () => {
  assert.equal(await auth.signIn("no-2fa", "secret"), null);

  assert.ok(jar.has(REFRESH));
  assert.ok(auth.isSignedIn());
});

test("a trusted device is in a cookie, and stays there when the user signs out", async () => {
  await logIn({ trustDevice: true });
  await auth.endSession();
  assert.deepEqual([...jar.keys()], ["__Host-device"]);

  assert.equal(await auth.signIn("demo", "secret"), null);
  assert.ok(auth.isSignedIn());
});

test("when the session has ended, the page is told, and no cookie is deleted", async () => {
  await logIn();
  api.sessions.clear();

  await assert.rejects(auth.call("GET", "me/"), { status: 401, code: "session_ended" });

  assert.deepEqual(events, ["signed-in", "ended: session_ended"]);
  assert.ok(jar.has(REFRESH));
  assert.equal(auth.isSignedIn(), false);
});

test("a request that the server takes for a foreign one ends no login", async () => {
  await logIn();
  api.answers.set("refresh/", { status: 403, body: { code: "csrf_failed" } });

  await assert.rejects(auth.refresh(), { code: "csrf_failed" });

  assert.ok(auth.isSignedIn());
});

test("the cookie of somebody else begins another login, and aborts what is under way", async () => {
  await logIn();
  const signal = auth.getSignal();
  const refused = auth.getTokens().access;
  // Another tab, whose message was lost.
  await fetch(`${api.url}get-code/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Token-Transport": "cookie" },
    body: JSON.stringify({ username: "no-2fa", password: "secret" }),
    credentials: "include",
  });
  api.expired.add(refused);

  await assert.rejects(auth.call("PUT", "me/", {}), { name: "AbortError" });

  assert.ok(signal.aborted);
  assert.deepEqual(events, ["signed-in", "signed-in"]);
  assert.deepEqual(await auth.call("GET", "me/"), { username: "no-2fa" });
});
