"""Check the answer to a challenge, for a login and for a step-up, in a fixed order.

Shape, signature, age and purpose of the code token; its user, their account, whether
the method is still offered and trusted; and only then the answer.  Nothing is counted,
used up or cleared by a request that another check would refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from .. import users
from ..claims import (
    LOGIN,
    PASSKEY_LOGIN,
    PASSWORDLESS_CLAIM,
    STEP_UP,
)
from ..code_tokens.checked import CheckedToken, check, present
from ..exceptions import (
    IncorrectCodeError,
    Reason,
    RefusedError,
    TooManyAuthAttemptsError,
)
from ..keys import current_keys
from ..methods import (
    CREDENTIAL,
    CodeSender,
    Factors,
    MalformedAnswerError,
    Method,
    TypedAnswer,
    factors_of,
    get_store,
)
from . import events
from .auth_tokens import Evidence
from .looks import Look


@dataclass(frozen=True)
class Verified:
    """A user whose second factor was verified, with the method and the purpose."""

    user: Any
    factors: Factors
    method: Method
    purpose: str = LOGIN
    token: CheckedToken | None = None

    @property
    def is_step_up(self) -> bool:
        """True if this completes no login, but a step-up."""
        return self.purpose == STEP_UP

    @property
    def evidence(self) -> Evidence:
        """The evidence for the claims of new tokens."""
        if self.token is None:
            return Evidence(self.method)
        is_passwordless = (
            self.purpose == PASSKEY_LOGIN or PASSWORDLESS_CLAIM in self.token.claims
        )
        return Evidence(self.method, self.token.outcome.amr, not is_passwordless)


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
        user_pk = manager.check_code_token_and_code(token, _read(given))
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


def check_form(
    manager: Any, code_token: str, given: Any, request: Request | None
) -> None:
    """Raise `MalformedAnswerError` if the method of the code token takes other answers.

    For a `CREDENTIAL` of a code token that is not genuine, raise what `decode_token`
    does: managers of projects expect nothing but text.  Nothing is counted.
    """
    is_credential = isinstance(given, Mapping)
    try:
        method = check(present(request, code_token), manager.decode_token).method
    except APIException:
        if is_credential:
            raise
        return  # It is reported where it always was.
    if is_credential != (method.answer_field == CREDENTIAL):
        raise MalformedAnswerError(_("This code token takes another kind of answer."))
    if is_credential:
        method.check_form(given)


def forget_step_ups(token: CheckedToken) -> None:
    """Forget the wrong answers to step-ups, if this is the token of one.

    The right answer to it came.
    """
    store = get_store()
    if store is not None and token.purpose == STEP_UP:
        store.forget_step_ups(token.user_pk)


def _read(given: Any) -> Any:
    return given if isinstance(given, Mapping) else TypedAnswer(given)


def _verify_user(token: CheckedToken | None, look: Look, user_pk: Any) -> Verified:
    if token is not None and token.user_pk == user_pk:
        look.check(token)  # An overridden check need not have done it.
        factors = look.factors or Factors()
        return Verified(look.user, factors, token.method, token.purpose, token)
    # A project's own manager, or its own check: it vouches for the user.
    user = users.get_user(user_pk)
    users.check_user(user)
    return Verified(user, factors_of(user), CodeSender())
