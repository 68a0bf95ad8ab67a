"""A browser tab that shows a page, and calls the API as a script of that page does."""

import json

# The answer of a call, or what is left of it: scripts do not learn why one failed.
_CALL = """async ([url, options]) => {
    try {
        const response = await fetch(url, options);
        const text = await response.text();
        return {
            status: response.status,
            type: response.type,
            body: text && response.headers.get("Content-Type").includes("json")
                ? JSON.parse(text) : text,
            headers: [...response.headers],
        };
    } catch (error) {
        return {status: null, body: null, error: error.name};
    }
}"""


class Visitor:
    """Somebody with a tab that shows a page of one of the names."""

    def __init__(self, page, site, name, api):
        self.page = page
        self.site = site
        self.name = name
        self.api = site.origin(api)
        self.open()

    def open(self):
        self.page.goto(self.site.origin(self.name) + "/")

    def call(self, path, body=None, *, transport="cookie", headers=None, **options):
        """Post with `fetch` and return the answer as the script gets it."""
        headers = {"X-Token-Transport": transport, **(headers or {})}
        if body is not None:
            headers["Content-Type"] = "application/json"
            options["body"] = json.dumps(body)
        known = {name: value for name, value in headers.items() if value is not None}
        options = {
            "method": "POST",
            "credentials": "include",
            "headers": known,
            **options,
        }
        return self.page.evaluate(_CALL, [f"{self.api}/api/{path}", options])

    def log_in(self, username="ann", **fields):
        """Take both steps; return the answer to the second one."""
        password = f"password of {username}"
        body = {"username": username, "password": password}
        first = self.call("get-code/", body)
        assert first["status"] == 200, first
        code = self.site.last_code
        second = {"code_token": first["body"]["token"], "code": code, **fields}
        return self.call("auth/", second)

    def who(self, access):
        """Return who the access token says it is."""
        bearer = {"Authorization": f"Bearer {access}"}
        answer = self.call("me/", method="GET", headers=bearer, transport=None)
        return answer["body"].get("username")

    def refresh(self):
        return self.call("refresh/")

    def is_signed_in(self):
        """Do what a page does when it opens: find out whether somebody is there."""
        return self.refresh()["status"] == 200

    @property
    def cookies(self):
        """The cookies that the browser has for the API, by name."""
        found = self.page.context.cookies(f"{self.api}/api/")
        return {cookie["name"]: cookie for cookie in found}
