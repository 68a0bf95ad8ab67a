"""A client that keeps its refresh token in a cookie, as a page of a browser does."""

from testproject.client import LoginClient

NAME = "__Host-refresh"
DEVICE_NAME = "__Host-device"


class Page(LoginClient):
    """A page of the API's own origin, over HTTPS."""

    def generic(self, method, path, *args, **kwargs):
        headers = {
            "secure": True,
            "HTTP_X_TOKEN_TRANSPORT": "cookie",
            "HTTP_SEC_FETCH_SITE": "same-origin",
        }
        more = {**headers, **kwargs}
        # A test takes a header away with `None`.
        more = {key: value for key, value in more.items() if value is not None}
        return super().generic(method, path, *args, **more)

    def refresh(self, data=None, **more):
        data = {} if data is None else data
        return self.post("/refresh/", data, format="json", **more)

    def sign_out(self, data=None, **more):
        data = {} if data is None else data
        return self.post("/sign-out/", data, format="json", **more)

    @property
    def cookie(self):
        """The value of the cookie, empty if it was deleted."""
        return self.cookies[NAME].value
