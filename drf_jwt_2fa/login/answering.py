"""Check the answer to a challenge, for a login and for a step-up, in a fixed order.

Shape, signature, age and purpose of the code token; its user, their account, whether
the method is still offered and trusted; and only then the answer.  Nothing is counted,
used up or cleared by a request that another check would refuse.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rest_framework.request import Request

from .. import users
from ..claims import ACCOUNT_CLAIM, EPOCH_CLAIM, LOGIN
from ..code_tokens.checked import CheckedToken, check, present
from ..code_tokens.fingerprints import (
    account_fingerprint,
    bind_password,
)
from ..code_tokens.jwt import make_proof
from ..exceptions import (
    IncorrectCodeError,
    MethodFailedError,
    NoUsableMethodError,
    Reason,
    RefusedError,
    StepUpsClosedError,
    TooManyAuthAttemptsError,
)
from ..keys import current_keys
from ..methods import (
    Codes,
    CodeSender,
    Factors,
    Method,
    MethodUnavailableError,
    SentCodeMethod,
    TypedAnswer,
    WrongAnswerError,
    factors_of,
    get_enrolled,
    get_offered,
    get_store,
    is_as_in_1_0_0,
    is_trusted,
)
from ..settings import api_settings
from ..state import is_same_password
from ..users import password_fingerprint
from . import events


@dataclass(frozen=True)
class Verified:
    """A user whose second factor was verified, with the method and the purpose."""

    user: Any
    factors: Factors
    method: Method
    purpose: str = LOGIN
    token: CheckedToken | None = None


class Look:
    """The checks of a code token's user, who is read once, when a check first needs
    them.
    """

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.factors: Factors | None = None

    def check(self, token: CheckedToken) -> None:
        """Raise `APIException` if the user may not answer the token (any more)."""
        if self.factors is None:
            factors = self.check_account(token)
            _check_method(token.method, self.user, factors)
            _check_purpose(token, factors)
            self.factors = factors

    def check_account(self, token: CheckedToken) -> Factors:
        """Raise `APIException` if the account is not what it was; return its factors.

        The method need not be offered any more: another one may be wanted.
        """
        if self.user is None:
            self.user = users.get_user(token.user_pk)
        users.check_user(self.user)
        factors = self.read_factors()
        _check_account(token, self.user, factors)
        return factors

    def read_factors(self) -> Factors:
        """Return what the user has enrolled."""
        return factors_of(self.user)


def answer(
    manager: Any,
    code_token: str,
    given: Any,
    request: Request | None,
    look: Look | None = None,
) -> Verified:
    """Use up the code token with the answer, and return the user who is verified by it.

    `look` checks the user; a subclass may ask more of them.

    Raise `AuthenticationFailed` (`IncorrectCodeError` for a wrong answer) or
    `PermissionDenied`; both are reported to the signals of Django and of this package.
    """
    look = look or Look()
    token = present(request, code_token)
    token.look_at_user = look.check
    try:
        user_pk = manager.check_code_token_and_code(token, TypedAnswer(given))
    except IncorrectCodeError as error:
        events.report_wrong_code(error.user_pk, request, look.user)
        raise
    except TooManyAuthAttemptsError:
        if token.checked is not None:
            events.report_dead_token(token.checked.user_pk, request)
        raise
    return _verify_user(token.checked, look, user_pk)


def check_replaceable(
    manager: Any, code_token: str, request: Request | None, look: Look
) -> CheckedToken:
    """Return the checked code token, if it may be exchanged for another.

    Raise `AuthenticationFailed` for a token that is not genuine, or was used or
    replaced, `CodeTokenExpiredError` for one that is too old, or whose password was
    given too long ago, and `TooManyAuthAttemptsError` if it is dead.
    """
    token = check(present(request, code_token), manager.decode_token)
    if token.keys != current_keys():
        # Its attempts would not carry over.
        raise RefusedError(Reason.RETIRED_KEY, token.user_pk)
    try:
        token.state.check_replaceable()
    except TooManyAuthAttemptsError:
        events.report_dead_token(token.user_pk, request)
        raise
    look.factors = look.check_account(token)
    return token


def evaluate(token: CheckedToken, look: Any, given: Any, codes: Codes) -> Any:
    """Use up the code token with the right answer; return the key of its user.

    `look` is called with the token before anything that belongs to its user is read.
    Raise what `answer` raises.
    """
    state = token.state
    proof = make_proof(token.claims["jti"], given, token.keys)
    state.check_unspent(proof)
    if state.record is None and _needs_record(token):
        raise RefusedError(Reason.UNKNOWN_TOKEN, token.user_pk)
    if not _is_free_to_check(token.method):
        look(token)
    # Counted before the code is looked at.  Counting only failures, afterwards, would
    # let a burst of guesses in while the first is still being hashed.
    if not state.count_attempt():
        raise IncorrectCodeError(token.user_pk)
    try:
        token.method.verify(token.user_pk, token.claims, given, codes)
    except WrongAnswerError as error:
        raise IncorrectCodeError(token.user_pk) from error
    except MethodUnavailableError as error:
        raise MethodFailedError from error
    look(token)
    state.spend(proof)
    return token.user_pk


def forget_step_ups(token: CheckedToken) -> None:
    """Forget the wrong answers to step-ups, if this is the token of one.

    The right answer to it came.
    """
    store = get_store()
    if store is not None and token.purpose != LOGIN:
        store.forget_step_ups(token.user_pk)


def _verify_user(token: CheckedToken | None, look: Look, user_pk: Any) -> Verified:
    if token is not None and token.user_pk == user_pk:
        look.check(token)  # An overridden check need not have done it.
        factors = look.factors or Factors()
        return Verified(look.user, factors, token.method, token.purpose, token)
    # A project's own manager, or its own check: it vouches for the user.
    user = users.get_user(user_pk)
    users.check_user(user)
    return Verified(user, factors_of(user), CodeSender())


def _is_free_to_check(method: Method) -> bool:
    """Return whether an answer can be checked without the database.

    A wrong sent code, of which anybody can post any number, then costs no query; the
    user is checked before a right one is used up.
    """
    return isinstance(method, SentCodeMethod) and get_store() is None


def _needs_record(token: CheckedToken) -> bool:
    """Return whether a code token without a record in the cache is refused.

    In the default configuration, the record is all that binds a code token to one of
    several databases of users.
    """
    has_tenants = len(settings.DATABASES) > 1 and bool(settings.DATABASE_ROUTERS)
    is_bound = ACCOUNT_CLAIM in token.claims
    return api_settings.REQUIRE_KNOWN_CODE_TOKENS or (has_tenants and not is_bound)


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
    if token.purpose != LOGIN and factors.are_step_ups_closed:
        raise StepUpsClosedError
