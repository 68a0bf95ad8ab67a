"""The state of a login between its steps, in a signed cookie."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ...claims import LOGIN
from ...keys import derive_keys
from ...settings import api_settings

NAME = "drf_jwt_2fa_admin"
_SALT = "drf_jwt_2fa.enrollment.admin_site"

CODE = "code"
ENROLLMENT = "enrollment"


@dataclass(frozen=True)
class State:
    """A login under way: its code token or enrolment token.

    Nothing of it is in the session, in which nobody is signed in yet.  `purpose` is a
    login or a step-up, `backend` the authentication back end that took the password.
    """

    kind: str
    token: str = field(repr=False)
    purpose: str = LOGIN
    backend: str | None = None

    @property
    def lifetime(self) -> timedelta:
        """How long the cookie lasts; the token says by itself when it expires."""
        if self.kind == CODE:
            return api_settings.CODE_EXPIRATION_TIME
        return api_settings.ENROLLMENT_TOKEN_EXPIRATION_TIME


def read(request: HttpRequest) -> State | None:
    """Return the state in the cookie, `None` without a cookie that is ours."""
    value = request.COOKIES.get(NAME, "")
    for key in derive_keys("admin"):
        try:
            state = State(*signing.loads(value, key=key, salt=_SALT))
            signing.loads(value, key=key, salt=_SALT, max_age=state.lifetime)
        except signing.BadSignature:
            continue
        return state
    return None


def keep(response: HttpResponseBase, request: Any, state: State, path: str) -> None:
    """Put the state into a cookie of the login page alone."""
    fields = [state.kind, state.token, state.purpose, state.backend]
    key = derive_keys("admin")[0]
    value = signing.dumps(fields, key=key, salt=_SALT, compress=True)
    _put(response, request, value, int(state.lifetime.total_seconds()), path)


def delete(response: HttpResponseBase, request: Any, path: str) -> None:
    """Delete the cookie."""
    _put(response, request, "", 0, path)


def _put(
    response: HttpResponseBase, request: Any, value: str, max_age: int, path: str
) -> None:
    response.set_cookie(
        NAME,
        value,
        max_age=max_age,
        path=path,
        secure=request.is_secure() or bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        # Pages of other sites may link to the admin, and cannot post to it.
        samesite="Lax",
    )
