"""Authenticate users who set up a method: by an access token or an enrolment token."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication

from .. import users
from ..authentication import ProjectAuthentication
from ..exceptions import Reason, RefusedError
from ..login import enrollment_tokens
from ..methods import factors_of


class EnrollmentAuthentication(JWTAuthentication):
    """Authenticate requests with an enrolment token in place of an access token."""

    def authenticate(self, request: Request) -> Any:
        """Return the user and the token, `None` without an enrolment token.

        Raise `AuthenticationFailed` if the token is not valid (any more).
        """
        header = self.get_header(request)
        raw_token = None if header is None else self.get_raw_token(header)
        token = None if raw_token is None else enrollment_tokens.read(raw_token)
        if token is None:
            return None
        if token.is_of_django:
            raise RefusedError(Reason.TOKEN_OF_A_SESSION, token.user_pk)
        return get_user_of(token), token


class WithEnrollmentToken(ProjectAuthentication):
    """Enrolment tokens, and then the authentication classes of the project."""

    def __get__(self, instance: object, owner: type) -> tuple[type[Any], ...]:
        return (EnrollmentAuthentication, *super().__get__(instance, owner))


def get_user_of(token: enrollment_tokens.EnrollmentToken) -> Any:
    """Return the user of the token.

    Raise `AuthenticationFailed` if the user is gone, or the account has changed.
    """
    try:
        user = users.get_user(token.user_pk)
        users.check_user(user)
        enrollment_tokens.check_account(token, user, factors_of(user))
    except APIException as error:
        raise AuthenticationFailed from error
    return user
