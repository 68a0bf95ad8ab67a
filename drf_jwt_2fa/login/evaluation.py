"""Evaluate the answer to a code token, and use the code token up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from ..claims import ACCOUNT_CLAIM, PASSKEY_LOGIN
from ..code_tokens.checked import CheckedToken
from ..code_tokens.jwt import make_proof
from ..exceptions import IncorrectCodeError, MethodFailedError, Reason, RefusedError
from ..methods import (
    Codes,
    MethodUnavailableError,
    SentCodeMethod,
    WrongAnswerError,
    get_store,
)
from ..settings import api_settings


def evaluate(token: CheckedToken, look: Any, given: Any, codes: Codes) -> Any:
    """Use up the code token with the right answer; return the key of its user.

    `look` is called with the token before anything that belongs to its user is read.
    Raise what `answer` raises.
    """
    state = token.state
    proof = make_proof(token.claims["jti"], _write(given), token.keys)
    state.check_unspent(proof)
    if state.record is None and _needs_record(token):
        raise RefusedError(Reason.UNKNOWN_TOKEN, token.user_pk)
    if not _is_free_to_check(token):
        look(token)
    # Counted before the code is looked at.  Counting only failures, afterwards, would
    # let a burst of guesses in while the first is still being hashed.
    if not state.count_attempt():
        raise IncorrectCodeError(token.user_pk)
    _verify(token, look, given, codes)
    state.spend(proof)
    return token.user_pk


def _verify(token: CheckedToken, look: Any, given: Any, codes: Codes) -> None:
    try:
        if token.purpose == PASSKEY_LOGIN:
            token.outcome.user_pk = token.method.identify(token.claims, given)
            look(token)
        amr = token.method.verify(token.user_pk, token.claims, given, codes)
    except WrongAnswerError as error:
        raise IncorrectCodeError(token.user_pk, error.reason) from error
    except MethodUnavailableError as error:
        raise MethodFailedError from error
    token.outcome.amr = amr
    look(token)


def _is_free_to_check(token: CheckedToken) -> bool:
    """Return whether an answer can be checked before its user is.

    A wrong sent code, of which anybody can post any number, then costs no query; the
    user is checked before a right one is used up.  Without a user in the token, only
    the answer tells who that is.
    """
    is_sent = isinstance(token.method, SentCodeMethod)
    return token.purpose == PASSKEY_LOGIN or (is_sent and get_store() is None)


def _needs_record(token: CheckedToken) -> bool:
    """Return whether a code token without a record in the cache is refused.

    In the default configuration, the record is all that binds a code token to one of
    several databases of users.
    """
    if token.purpose == PASSKEY_LOGIN:
        # Issued to nobody who could be limited: the answer is of one database.
        return False
    has_tenants = len(settings.DATABASES) > 1 and bool(settings.DATABASE_ROUTERS)
    is_bound = ACCOUNT_CLAIM in token.claims
    return api_settings.REQUIRE_KNOWN_CODE_TOKENS or (has_tenants and not is_bound)


def _write(given: Any) -> str:
    """Return the answer as text, the same for the same answer."""
    return json.dumps(given, sort_keys=True) if isinstance(given, Mapping) else given
