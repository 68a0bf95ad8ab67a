"""Check the account and the method of a code token, before its answer is looked at."""

from __future__ import annotations

import hmac
from typing import Any

from .. import users
from ..claims import (
    ACCOUNT_CLAIM,
    CODE_SESSION_CLAIM,
    EPOCH_CLAIM,
    OF_DJANGO_CLAIM,
    PASSKEY_LOGIN,
    STEP_UP,
)
from ..code_tokens.checked import CheckedToken
from ..code_tokens.fingerprints import account_fingerprint, bind_password
from ..exceptions import NoUsableMethodError, Reason, RefusedError, StepUpsClosedError
from ..methods import (
    Factors,
    Method,
    factors_of,
    get_enrolled,
    get_offered,
    is_as_in_1_0_0,
    is_trusted,
)
from ..state import is_same_password
from ..users import password_fingerprint
from .sessions import check_session


class Look:
    """The checks of a code token's user, who is read once, when a check first needs
    them.
    """

    # A session of Django's may have taken no password: it must not yield API tokens.
    takes_sessions_of_django = False

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.factors: Factors | None = None

    def check(self, token: CheckedToken) -> None:
        """Raise `APIException` if the user may not answer the token (any more)."""
        if self.factors is None:
            factors = self.check_account(token)
            _check_method(token.method, self.user, factors)
            _check_purpose(token, factors)
            check_session(token.claims.get(CODE_SESSION_CLAIM), self.user)
            self.factors = factors

    def check_account(self, token: CheckedToken) -> Factors:
        """Raise `APIException` if the account is not what it was; return its factors.

        The method need not be offered any more: another one may be wanted.
        """
        if OF_DJANGO_CLAIM in token.claims and not self.takes_sessions_of_django:
            raise RefusedError(Reason.TOKEN_OF_A_SESSION, token.user_pk)
        if self.user is None:
            self.user = users.get_user(token.user_pk)
        users.check_user(self.user)
        factors = self.read_factors()
        if token.purpose != PASSKEY_LOGIN:  # It was issued to nobody.
            _check_account(token, self.user, factors)
        return factors

    def read_factors(self) -> Factors:
        """Return what the user has enrolled."""
        return factors_of(self.user)


def _check_account(token: CheckedToken, user: Any, factors: Factors) -> None:
    """Raise `AuthenticationFailed` if the account is not what it was.

    That is, if its password, its e-mail address or what is enrolled is not what it was
    when the code token was issued.
    """
    account = account_fingerprint(user, factors.epoch, token.keys.extension_secret)
    password = password_fingerprint(user)
    record, claims = token.state.record, token.claims
    if not is_as_in_1_0_0() and claims.get(EPOCH_CLAIM, "none") != factors.epoch:
        raise RefusedError(Reason.ACCOUNT_CHANGED, token.user_pk)
    if record is not None:
        is_right = hmac.compare_digest(record.account, account)
        if is_right and is_same_password(
            token.keys.space, token.user_pk, record.owner, password
        ):
            return
        raise RefusedError(Reason.ACCOUNT_CHANGED, token.user_pk)
    bound = claims.get(ACCOUNT_CLAIM)
    if bound is not None and not hmac.compare_digest(
        str(bound), bind_password(account, password, token.keys.extension_secret)
    ):
        raise RefusedError(Reason.ACCOUNT_CHANGED, token.user_pk)


def _check_method(method: Method, user: Any, factors: Factors) -> None:
    """Raise if the method would not be offered now, or would complete nothing."""
    if all(one.name != method.name for one in get_offered(user, factors)):
        raise RefusedError(Reason.METHOD_NOT_OFFERED, user.pk)
    if get_enrolled(factors) and not is_trusted(method, user):
        # Trusting another method would be a way around the enrolled one.
        raise NoUsableMethodError


def _check_purpose(token: CheckedToken, factors: Factors) -> None:
    if token.purpose == STEP_UP and factors.are_step_ups_closed:
        raise StepUpsClosedError
