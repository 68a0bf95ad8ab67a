"""What a verified user gets: tokens, or what is needed to get some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request
from rest_framework_simplejwt.tokens import Token

from . import auth_tokens, enrollment_tokens, logins
from .code_tokens import LOGIN
from .exceptions import NoUsableMethodError
from .methods import NO_2FA, Method, get_enrolled
from .settings import api_settings
from .trust import is_trusted


@dataclass(frozen=True)
class Verified:
    """A user whose second factor was verified, by which method and what for."""

    user: Any
    method: Method
    purpose: str


def complete(
    verified: Verified, token_class: type[Token], request: Request | None
) -> dict[str, Any]:
    """Return the tokens of the user, and tell of the login.

    By a method that is not trusted, it is not complete: return an enrolment token, or
    raise `NoUsableMethodError` if the user has enrolled another one.
    """
    user, method = verified.user, verified.method
    if not is_trusted(method, user):
        return _issue_enrollment_token(user)
    tokens = auth_tokens.issue_tokens(user, token_class, method)
    if verified.purpose == LOGIN:
        logins.report_login(user, request)
    if method.name != NO_2FA:
        logins.report_second_factor(user, request)
    return {**method.describe_use(user), **tokens}


def _issue_enrollment_token(user: Any) -> dict[str, Any]:
    # To trust in another method would be a way around the one that is enrolled.
    if get_enrolled(user):
        raise NoUsableMethodError
    token = enrollment_tokens.issue(user)
    return {api_settings.AUTH_RESULT_ENROLLMENT_TOKEN_KEY: token}
