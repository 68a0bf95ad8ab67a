"""Proving the second factor for one change, and new tokens after the change."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from .. import auth_tokens, logins
from ..code_tokens import STEP_UP, get_purpose
from ..enrollment_tokens import EnrollmentToken
from ..exceptions import IncorrectCodeError, TooManyAuthAttemptsError
from ..fingerprints import account_fingerprint
from ..methods import Method, get_enrollment_state
from ..token_manager import CodeTokenManager
from ..trust import is_trusted
from .exceptions import IncorrectProofError
from .revocation import revoke_refresh_tokens


def check_proof(request: Request, code_token: str, code: str) -> Method:
    """Use up a step-up of the user, and return the method that it was by.

    Raise `IncorrectProofError` if it is none.  A stolen access token, however fresh,
    is no proof: changes take the second factor itself.
    """
    manager = CodeTokenManager()
    try:
        _check_purpose(manager.decode_token(code_token), request.user)
        _check_code(manager, request, code_token, code)
        manager.check_account(request.user)
    except TooManyAuthAttemptsError as error:
        logins.report_dead_token(error, request)
        raise
    except AuthenticationFailed as error:
        raise IncorrectProofError from error
    if not is_trusted(manager.checked_method, request.user):
        raise IncorrectProofError
    return manager.checked_method


def get_login(request: Request) -> str:
    """Return what tells the login of the access token from the user's others.

    With a new password, or after something was enrolled, it is another: who has stolen
    the token must not finish what they began before.
    """
    token: Any = request.auth
    if isinstance(token, EnrollmentToken):
        return f"enrollment:{token.id}"
    user = request.user
    account = account_fingerprint(user, get_enrollment_state(user))
    return f"auth_time:{token.get('auth_time')}:{account}"


def renew_tokens(user: Any, method: Method) -> dict[str, str]:
    """End the refresh tokens of the user, and return new tokens."""
    revoke_refresh_tokens(user)
    return auth_tokens.issue_tokens(user, auth_tokens.get_token_class(), method)


def _check_purpose(payload: dict[str, Any], user: Any) -> None:
    user_pk = user.pk if isinstance(user.pk, int) else str(user.pk)
    if get_purpose(payload) != STEP_UP or payload["uid"] != user_pk:
        raise AuthenticationFailed


def _check_code(
    manager: CodeTokenManager, request: Request, code_token: str, code: str
) -> None:
    try:
        manager.check_code_token_and_code(code_token, code)
    except IncorrectCodeError as error:
        logins.report_wrong_code(error.user_pk, request)
        raise
