"""Authenticating who may enrol a first method: with an access or an enrolment token."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request

from .. import users
from ..authentication import Jwt2faAuthentication
from ..login import enrollment_tokens
from ..methods import factors_of


class EnrollmentAuthentication(Jwt2faAuthentication):
    """Takes an enrolment token in place of an access token, too."""

    def authenticate(self, request: Request) -> Any:
        """Return the user and the token, `None` without a token.

        Raise `AuthenticationFailed` if the token is not good, or not any more.
        """
        header = self.get_header(request)
        raw_token = None if header is None else self.get_raw_token(header)
        token = None if raw_token is None else enrollment_tokens.read(raw_token)
        if token is None:
            return super().authenticate(request)
        return _get_user(token), token


def _get_user(token: enrollment_tokens.EnrollmentToken) -> Any:
    try:
        user = users.get_user(token.user_pk)
        users.check_user(user)
        enrollment_tokens.check_account(token, user, factors_of(user))
    except APIException as error:
        raise AuthenticationFailed from error
    return user
