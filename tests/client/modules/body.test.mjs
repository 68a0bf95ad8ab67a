// Logins whose tokens are in the memory of the page, in a program that has no page.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { CODE, MODULES, startApi } from "./fake_api.mjs";

const auth = await import(new URL("auth.js", MODULES));
const factors = await import(new URL("second-factors.js", MODULES));
const passkeys = await import(new URL("passkeys.js", MODULES));
const sessions = await import(new URL("sessions.js", MODULES));
const webauthn = await import(new URL("webauthn.js", MODULES));

const BASE = "/accounts/v2/";
const api = await startApi({ base: BASE });
const events = [];
auth.onLogin((event) => events.push(event));

after(() => api.stop());

beforeEach(() => {
  auth.signOut();
  auth.configure({ api: api.url });
  api.answers.clear();
  api.calls.length = events.length = 0;
});

async function logIn() {
  const challenge = await auth.signIn("demo", "secret");
  await auth.confirm(CODE);
  return challenge;
}

function isError(status, code) {
  return (error) => {
    assert.ok(error instanceof auth.ApiError);
    assert.deepEqual([error.status, error.code], [status, code]);
    return true;
  };
}

test("nothing is called before the page says where the API is", async () => {
  const { getApi } = await import(new URL("api.js?unconfigured", MODULES));

  assert.throws(getApi, /Call `configure/);
});

test("there are two transports and no other", () => {
  assert.throws(() => auth.configure({ api: "/", transport: "Cookie" }), TypeError);
});

test("a whole login goes to the configured path, with a slash at its end or without", async () => {
  for (const url of [api.url, api.url.slice(0, -1)]) {
    auth.configure({ api: url });
    const challenge = await logIn();

    assert.equal(challenge.method, "code-sender");
    assert.equal(challenge.life, 300);
    assert.deepEqual(await auth.call("GET", "me/"), { username: "demo" });
    await auth.endSession();
  }
  assert.ok(api.calls.every(({ path }) => path !== null));
  assert.equal(api.sessions.size, 0);
});

test("without a page, a path alone is not enough", async () => {
  auth.configure({ api: "/api/" });

  await assert.rejects(auth.signIn("demo", "secret"), TypeError);
});

test("the access token goes to no other origin", async () => {
  await logIn();

  await assert.rejects(auth.authorisedFetch("http://127.0.0.1:9/me/"), /is not the API/);
});

test("an answer without content is null, and no error", async () => {
  assert.equal(await auth.call("DELETE", "nothing/"), null);
  assert.equal(await auth.call("GET", "empty/"), null);
});

test("an empty answer to a login signs nobody in", async () => {
  for (const [path, step] of [
    ["get-code/", () => auth.signIn("demo", "secret")],
    ["auth/", () => logIn()],
    ["refresh/", () => logIn().then(auth.refresh)],
  ]) {
    api.answers.set(path, { status: 200 });
    await assert.rejects(step(), isError(200, "unknown"), path);
    api.answers.clear();
  }
});

test("an answer that is not JSON is an error, even with the status 200", async () => {
  api.answers.set("me/", { raw: "<h1>Welcome to the hotel's network</h1>" });
  await assert.rejects(auth.call("GET", "me/"), isError(200, "unknown"));

  api.answers.set("me/", { status: 502, raw: "<h1>Bad gateway</h1>" });
  await assert.rejects(auth.call("GET", "me/"), isError(502, "unknown"));
});

test("a user without a second factor is signed in at once", async () => {
  assert.equal(await auth.signIn("no-2fa", "secret"), null);

  assert.ok(auth.isSignedIn());
  assert.deepEqual(await auth.call("GET", "me/"), { username: "no-2fa" });
});

test("a user who has to set up a method is not signed in", async () => {
  assert.equal(await auth.signIn("must-enrol", "secret"), null);

  assert.equal(auth.isSignedIn(), false);
  assert.ok(auth.mustEnrol());
  assert.deepEqual(events, []);
});

test("a trusted device needs no code where there is storage", async () => {
  const kept = new Map();
  globalThis.localStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
  };
  try {
    await auth.signIn("demo", "secret");
    await auth.confirm(CODE, { trustDevice: true });
    const first = kept.get("device-token:demo");

    assert.equal(await auth.signIn("demo", "secret"), null);
    assert.notEqual(kept.get("device-token:demo"), first);

    api.devices.clear();
    assert.notEqual(await auth.signIn("demo", "secret"), null);
    assert.equal(kept.size, 0);
  } finally {
    delete globalThis.localStorage;
  }
});

test("errors of fields are kept by field", async () => {
  await assert.rejects(auth.signIn("", "secret"), (error) => {
    assert.deepEqual(error.fields, { username: ["This field may not be blank."] });
    return isError(400, "invalid")(error);
  });
});

test("a field that is called code is no code of an error", async () => {
  const errors = { code: ["This field is required."] };
  const body = { code: "invalid", errors };
  api.answers.set("auth/", { status: 400, body });
  await auth.signIn("demo", "secret");
  await assert.rejects(auth.confirm(""), { code: "invalid", fields: errors });

  // Of a view of the project.
  api.answers.set("me/", { status: 400, body: errors });
  await assert.rejects(auth.call("PUT", "me/", {}), { code: "invalid", fields: errors });
});

test("a wait that the server asks for is kept", async () => {
  const headers = { "Retry-After": "7" };
  api.answers.set("get-code/", { status: 429, body: { code: "throttled" }, headers });

  await assert.rejects(auth.signIn("demo", "secret"), { retryAfter: 7 });
});

test("a server that is away is an error of its own", async () => {
  auth.configure({ api: "http://localhost:1/" });

  await assert.rejects(auth.signIn("demo", "secret"), isError(0, "unreachable"));
});

test("calls that are refused together share one refresh and are repeated", async () => {
  await logIn();
  api.expired.add(auth.getTokens().access);

  const names = await Promise.all([1, 2, 3].map(() => auth.call("GET", "me/")));

  assert.deepEqual(new Set(names.map(({ username }) => username)), new Set(["demo"]));
  assert.equal(api.count("refresh/"), 1);
});

test("the page is told when the login begins, changes and ends", async () => {
  await logIn();
  await auth.refresh();
  await factors.stepUp();
  await factors.removeApp(CODE);
  await auth.endSession();

  const here = { code: null, isElsewhere: false };
  assert.deepEqual(events, [
    { ...here, type: "signed-in" },
    { ...here, type: "changed" },
    { ...here, type: "changed" },
    { ...here, type: "ended", code: "signed_out" },
  ]);
});

test("the page is told once that the session was ended, and why", async () => {
  await logIn();
  api.sessions.clear();

  await assert.rejects(auth.call("GET", "me/"), isError(401, "session_ended"));
  auth.signOut();

  const ended = events.filter(({ type }) => type === "ended");
  assert.deepEqual(ended, [{ type: "ended", code: "session_ended", isElsewhere: false }]);
  assert.equal(auth.isSignedIn(), false);
});

test("a server that is away during a refresh ends no login", async () => {
  await logIn();
  api.answers.set("refresh/", { status: 503, body: { code: "cache_unavailable" } });

  await assert.rejects(auth.refresh(), isError(503, "cache_unavailable"));

  assert.ok(auth.isSignedIn());
});

test("a listener that fails or has stopped changes nothing", async (context) => {
  const complain = context.mock.method(console, "error", () => {});
  const seen = [];
  const stops = [
    auth.onLogin(() => {
      throw new Error("A mistake of the page");
    }),
    auth.onLogin(({ type }) => seen.push(type)),
  ];

  await logIn();
  stops.forEach((stop) => stop());
  await auth.refresh();

  assert.deepEqual(seen, ["signed-in"]);
  assert.equal(complain.mock.callCount(), 1);
});

test("an answer that comes after the user left signs nobody in", async () => {
  await auth.signIn("demo", "secret");
  const late = auth.confirm(CODE);
  auth.signOut();

  await assert.rejects(late, { name: "AbortError" });
  assert.equal(auth.isSignedIn(), false);
});

test("there is nothing to resume without a cookie", async () => {
  assert.equal(await auth.resume(), false);
  assert.equal(api.calls.length, 0);
  await logIn();
  assert.equal(await auth.resume(), true);
});

test("in this transport, no request says that there are cookies", async () => {
  await logIn();
  await auth.refresh();
  await auth.endSession();

  assert.ok(api.calls.every(({ headers }) => !("x-token-transport" in headers)));
});

test("without a browser, passkeys say that there are none", () => {
  assert.equal(webauthn.findObstacle(), "passkey_unsupported");
  assert.equal(typeof passkeys.addPasskey, "function");
  assert.equal(typeof sessions.getSessions, "function");
});
