"""The answers of the steps of a login, as the settings make them possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import OpenApiResponse

from ..login import auth_tokens
from ..login.devices import get_devices
from ..methods import (
    NO_2FA,
    Method,
    find_method,
    get_methods,
    is_default,
    may_be_trusted,
    may_be_untrusted,
)
from ..serializers.answers import take_credentials
from ..settings import api_settings
from .bodies import make_answer, make_body_class, make_either
from .cookies import are_cookies_on, find_expiry_key, find_optional_keys
from .operations import (
    CHALLENGE,
    CODE_TOKEN,
    DEVICE_TOKEN,
    SECONDS,
    STRING,
    TOKEN,
    get_token_keys,
)


def make_code_token_answer() -> OpenApiResponse:
    """Return the answer with a code token."""
    name = "TwoFactorCodeToken"
    if is_default():
        return make_answer(name, {"token": STRING}, {"token": CODE_TOKEN})
    method = make_body_class(
        "TwoFactorMethod",
        {
            "type": "object",
            "properties": {"name": STRING, "destination": STRING},
            "required": ["name"],
        },
    )
    properties: dict[str, Any] = {
        "token": STRING,
        "method": STRING,
        "methods": {"type": "array", "items": method},
        "expires_in": SECONDS,
    }
    example = {
        "token": CODE_TOKEN,
        "method": "code-sender",
        "methods": [{"name": "code-sender", "destination": "d•••@e•••.org"}],
        "expires_in": 300,
    }
    if not take_credentials():
        return make_answer(name, properties, example)
    return make_answer(
        name, {**properties, "challenge": CHALLENGE}, example, optional=["challenge"]
    )


def make_first_answer() -> OpenApiResponse:
    """Return the answer to a right password: a code token, or what needs no code.

    A password is enough for users who need no second factor, and on trusted devices.
    """
    answers = [make_code_token_answer()] if _may_need_code() else []
    fallback = find_method(NO_2FA) if _may_need_no_code() else None
    may_complete = fallback is not None and may_be_trusted(fallback)
    if may_complete or get_devices() is not None:
        answers.append(_make_password_login(is_on_device=not may_complete))
    if fallback is not None and may_be_untrusted(fallback):
        answers.append(make_enrollment_answer())
    return make_either("TwoFactorFirstStep", *answers)


def make_second_answer(token_class: Any) -> OpenApiResponse:
    """Return the answer to a right code: the tokens, or an enrolment token."""
    methods = _find_methods()
    answers = [_make_login(token_class, methods)]
    # Who has enrolled a method that does not complete a login is refused before.
    if any(may_be_untrusted(one) for one in methods if not one.needs_enrollment):
        answers.append(make_enrollment_answer())
    return make_either("TwoFactorSecondStep", *answers)


def make_enrollment_answer() -> OpenApiResponse:
    """Return the answer to a login by a method that does not complete it."""
    key = api_settings.AUTH_RESULT_ENROLLMENT_TOKEN_KEY
    return make_answer(
        "TwoFactorEnrollmentToken",
        {key: STRING},
        {key: TOKEN},
        description="The login is complete when a method has been enrolled with this"
        " token.",
    )


def make_tokens_answer(
    name: str,
    properties: Mapping[str, Any] | None = None,
    example: Mapping[str, Any] | None = None,
    *,
    token_class: Any = None,
    **more: Any,
) -> OpenApiResponse:
    """Return an answer with new tokens, under the keys that the settings give them."""
    keys = get_token_keys(token_class or auth_tokens.get_token_class())
    # With cookies: the refresh token is in one, or the lifetime is not told.
    lifetime = find_expiry_key(keys)
    optional = [*lifetime, *find_optional_keys(keys)]
    return make_answer(
        name,
        {
            **dict.fromkeys(keys, STRING),
            **dict.fromkeys(lifetime, SECONDS),
            **(properties or {}),
        },
        {**dict.fromkeys(keys, TOKEN), **(example or {})},
        optional=[*optional, *more.pop("optional", ())],
        **more,
    )


def adds_to_logins() -> bool:
    """Return whether the project adds keys to the answers of complete logins."""
    return api_settings.LOGIN_ANSWER is not None


def _make_password_login(*, is_on_device: bool) -> OpenApiResponse:
    """Return the answer with tokens, always or sometimes with that of the device."""
    properties: dict[str, Any] = {}
    example: dict[str, Any] = {}
    key = api_settings.AUTH_RESULT_DEVICE_TOKEN_KEY
    # In a cookie, the token of the device is not in the body either.
    is_always = is_on_device and not are_cookies_on()
    if get_devices() is not None:
        text = "The token that the trusted device has from now on."
        properties = {key: {**STRING, "description": text}}
        properties[f"{key}_expires_in"] = SECONDS
        example = {key: DEVICE_TOKEN, f"{key}_expires_in": 2592000}
    return make_tokens_answer(
        "TwoFactorPasswordLogin",
        properties,
        example,
        optional=[] if is_always else list(properties),
        is_open=adds_to_logins(),
        description="The login is complete without a code.",
    )


def _make_login(token_class: Any, methods: Iterable[Method]) -> OpenApiResponse:
    properties: dict[str, Any] = {}
    example: dict[str, Any] = {}
    if get_devices() is not None:
        key = api_settings.AUTH_RESULT_DEVICE_TOKEN_KEY
        properties = {key: STRING, f"{key}_expires_in": SECONDS}
        example = {key: DEVICE_TOKEN, f"{key}_expires_in": 2592000}
    for method in methods:
        properties.update(method.use_schema)
    return make_tokens_answer(
        "TwoFactorLogin",
        properties,
        example,
        token_class=token_class,
        optional=list(properties),
        is_open=adds_to_logins() or any(map(_adds_unknown_keys, methods)),
    )


def _find_methods() -> list[Method]:
    methods = [*get_methods().values()]
    fallback = find_method(NO_2FA) if _may_need_no_code() else None
    return methods if fallback is None else [*methods, fallback]


def _adds_unknown_keys(method: Method) -> bool:
    describes = type(method).describe_use is not Method.describe_use
    return describes and not method.use_schema


def _may_need_no_code() -> bool:
    fallback = api_settings.FALLBACK_2FA_METHOD
    return callable(fallback) or fallback == NO_2FA


def _may_need_code() -> bool:
    # Users who have enrolled a method are asked for it, whatever the fallback is.
    is_enough = api_settings.FALLBACK_2FA_METHOD == NO_2FA
    return not is_enough or any(one.needs_enrollment for one in get_methods().values())
