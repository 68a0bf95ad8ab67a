"""Complete a login or a step-up with tokens, or with an enrolment token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework_simplejwt.tokens import Token

from ..claims import LOGIN, PASSKEY_LOGIN, REFRESH_CLAIM, STEP_UP
from ..code_tokens import limits
from ..code_tokens.checked import CheckedToken
from ..methods import NO_2FA, Factors, get_store, is_trusted
from ..settings import api_settings
from ..state import Place, give_address_place_back
from . import auth_tokens, enrollment_tokens, events
from .answering import Verified, forget_step_ups
from .auth_tokens import Evidence
from .revocation import end_refresh_token


def complete(
    verified: Verified,
    token_class: type[Token],
    request: Request | None,
    address_place: Place | None = None,
) -> dict[str, Any]:
    """Return the tokens of the user, and report the login.

    A login by an untrusted method is not complete and clears no limit: return an
    enrolment token.  Users who have enrolled a method were refused before.
    """
    user, method = verified.user, verified.method
    if not is_trusted(method, user):
        if verified.token is not None:
            verified.token.state.give_slot_back()
            address_place = _find_address_place(verified.token)
        return _issue_enrollment_token(user, verified.factors, address_place)
    tokens = issue_tokens(user, token_class, verified.evidence, verified.factors)
    settle(verified, address_place)
    if verified.token is not None:
        forget_step_ups(verified.token)
    _end_refresh_token(verified)
    if not verified.is_step_up:
        complete_login(user, verified.factors, request)
    if method.name != NO_2FA:
        events.report_second_factor(user, request)
    more = {} if verified.is_step_up else describe_login(user, request)
    return {**more, **method.describe_use(user), **tokens}


def describe_login(user: Any, request: Request | None) -> Mapping[str, Any]:
    """Return what the project's ``LOGIN_ANSWER`` adds to the answer of a login."""
    describe = api_settings.LOGIN_ANSWER
    return {} if describe is None else describe(user, request)


def settle(verified: Verified, address_place: Place | None = None) -> None:
    """Give back what the login or the step-up took of the limits."""
    if verified.purpose == PASSKEY_LOGIN:
        _clear_budgets(verified.user)
    elif verified.token is not None:
        more = () if verified.is_step_up else _get_budget_of_step_ups(verified.user)
        verified.token.state.settle(*more)
        address_place = _find_address_place(verified.token)
    if address_place is not None:
        give_address_place_back(address_place)


def complete_login(user: Any, factors: Factors, request: Request | None) -> None:
    """Reopen step-ups and report the login: for complete logins, not for step-ups."""
    store = get_store()
    if store is not None:
        store.reopen_step_ups(user, factors)
    events.report_login(user, request)


def complete_by_enrollment(
    user: Any,
    factors: Factors,
    request: Request,
    address_place: Place | None = None,
) -> None:
    """Complete the login of the enrolment token: the method is enrolled now."""
    _clear_budgets(user)
    if address_place is not None:
        give_address_place_back(address_place)
    complete_login(user, factors, request)


def issue_tokens(
    user: Any, token_class: type[Token], evidence: Evidence, factors: Factors
) -> dict[str, str]:
    """Return new Simple JWT tokens that show what was proved, and the epoch."""
    store = get_store()
    if store is not None and api_settings.AUTH_CLAIMS:
        factors = store.begin_epoch(user, factors)
    return auth_tokens.issue_tokens(user, token_class, evidence, factors.epoch)


def _end_refresh_token(verified: Verified) -> None:
    """End the refresh token sent with the request for the step-up (ASVS 5, 7.2.4)."""
    claims = verified.token.claims if verified.token else {}
    if REFRESH_CLAIM in claims:
        end_refresh_token(verified.user, **claims[REFRESH_CLAIM])


def _clear_budgets(user: Any) -> None:
    """Clear the guess budgets of a user who has logged in with no code token."""
    budget = _get_budget_of_step_ups(user)
    limits.get_limits(user, LOGIN).settle(None, *budget)


def _get_budget_of_step_ups(user: Any) -> tuple[str, ...]:
    """Return the key of what a stolen token may have used up of step-ups.

    A login opens them again, where wrong answers to them are limited in a row.
    """
    if get_store() is None:
        return ()
    return (limits.get_limits(user, STEP_UP).budget,)


def _find_address_place(token: CheckedToken) -> Place | None:
    record = token.state.record
    return None if record is None else record.address_place


def _issue_enrollment_token(
    user: Any, factors: Factors, address_place: Place | None
) -> dict[str, Any]:
    store = get_store()
    if store is not None:
        factors = store.begin_epoch(user, factors)
    token = enrollment_tokens.issue(user, factors, address_place)
    return {api_settings.AUTH_RESULT_ENROLLMENT_TOKEN_KEY: token}
