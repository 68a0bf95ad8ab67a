// What browsers do for `fetch` and Node does not: keep cookies, and name the origin.

/** Replace `fetch`; return the cookies, by name. */
export function keepCookies(origin) {
  const plain = globalThis.fetch;
  const jar = new Map();
  globalThis.fetch = async (url, options = {}) => {
    const headers = new Headers(options.headers);
    headers.set("Origin", origin);
    if (options.credentials !== "omit" && jar.size > 0) {
      headers.set("Cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    }
    const response = await plain(url, { ...options, headers });
    if (options.credentials !== "omit") {
      response.headers.getSetCookie().forEach((line) => keep(jar, line));
    }
    return response;
  };
  return jar;
}

function keep(jar, line) {
  const [pair, ...attributes] = line.split("; ");
  const [name, value] = pair.split("=");
  if (attributes.includes("Max-Age=0")) {
    jar.delete(name);
  } else {
    jar.set(name, value);
  }
}
