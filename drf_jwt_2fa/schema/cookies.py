"""Describe the cookies of endpoints that give or take tokens, where there are any."""

from __future__ import annotations

from typing import Any

from drf_spectacular.plumbing import ResolvedComponent

from ..exceptions import CsrfFailedError
from ..settings import api_settings
from ..transport import BODY, COOKIE, HEADER, REFRESH_FIELD, jar
from .handled_errors import make_body

_SCHEME = "refreshCookie"
_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "enum": [BODY, COOKIE], "default": BODY},
    "description": "With `cookie`, the refresh token comes and leaves in a cookie, and"
    " is not in the body.",
}
_SET_COOKIE = {
    "schema": {"type": "string"},
    "description": f"The refresh token, if the request has `{HEADER}: {COOKIE}`.",
}


def are_cookies_on() -> bool:
    """Return whether clients may have the refresh token in a cookie."""
    return api_settings.TOKEN_TRANSPORT != BODY


def find_expiry_key(keys: list[str]) -> list[str]:
    """Return the key for the lifetime of the access token, the first of these keys.

    It is in answers whose refresh token is in a cookie; other tokens have none.
    """
    has_refresh_token = len(keys) > 1
    return [f"{keys[0]}_expires_in"] if are_cookies_on() and has_refresh_token else []


def find_optional_keys(keys: list[str]) -> list[str]:
    """Return those of the token keys that an answer may lack, for some clients."""
    if not find_expiry_key(keys):
        return []
    is_only_refresh = api_settings.TOKEN_TRANSPORT == COOKIE
    return keys[1:] if is_only_refresh else keys


def add_cookies(operation: dict[str, Any], view: Any, registry: Any) -> None:
    """Add the header, the cookie and the errors to the operation of such a view."""
    takes_token = getattr(view, "cookie_field", None) == REFRESH_FIELD
    gives_tokens = getattr(view, "gives_tokens", False)
    if not are_cookies_on() or not (takes_token or gives_tokens):
        return
    operation["parameters"] = [*operation.get("parameters", []), _PARAMETER]
    responses = operation["responses"]
    for status in ("200", "204"):
        if status in responses:
            headers = responses[status].setdefault("headers", {})
            headers["Set-Cookie"] = _SET_COOKIE
    _add_refusal(responses)
    if takes_token:
        _add_scheme(operation, registry)


def _add_refusal(responses: dict[str, Any]) -> None:
    """Add the error of a forged request to the other ones of that status."""
    code = CsrfFailedError.default_code
    error = {
        "content": {"application/json": {"schema": _find_error_schema(responses)}},
        "description": "",
    }
    response = responses.setdefault(str(CsrfFailedError.status_code), error)
    described = (response.get("description"), f"`{code}`")
    response["description"] = " or ".join(filter(None, described))
    body = make_body(CsrfFailedError)
    if body is not None:
        for media_type in response["content"].values():
            media_type.setdefault("examples", {})[code] = {"value": body}


def _find_error_schema(responses: dict[str, Any]) -> Any:
    """Return the schema of errors: that of another error of the endpoint."""
    for response in responses.values():
        for media_type in response.get("content", {}).values():
            reference = media_type.get("schema", {}).get("$ref", "")
            if reference.endswith("/TwoFactorError"):
                return media_type["schema"]
    return {}


def _add_scheme(operation: dict[str, Any], registry: Any) -> None:
    scheme = ResolvedComponent(
        name=_SCHEME,
        type=ResolvedComponent.SECURITY_SCHEMA,
        object=_SCHEME,
        schema={
            "type": "apiKey",
            "in": "cookie",
            "name": jar.make_name(api_settings.REFRESH_COOKIE_NAME, is_secure=True),
        },
    )
    registry.register_on_missing(scheme)
    operation["security"] = [{_SCHEME: []}, *operation.get("security", [])]
