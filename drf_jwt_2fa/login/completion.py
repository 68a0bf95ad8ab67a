"""Complete a login or a step-up with tokens, or with an enrolment token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework_simplejwt.tokens import Token

from ..claims import CODE_SESSION_CLAIM, LOGIN, PASSKEY_LOGIN, REFRESH_CLAIM, STEP_UP
from ..code_tokens import limits
from ..code_tokens.checked import CheckedToken
from ..methods import Factors, TrustedDevice, get_store, is_trusted
from ..settings import api_settings
from ..state import Place, give_address_place_back
from . import auth_tokens, enrollment_tokens, events
from .answering import Verified, forget_step_ups
from .auth_tokens import Evidence
from .devices import Device, FactorsOnce, Wish, get_devices
from .revocation import end_refresh_token
from .sessions import Beginning, get_sessions


def complete(
    verified: Verified,
    token_class: type[Token],
    request: Request | None,
    address_place: Place | None = None,
    wish: Wish | None = None,
) -> dict[str, Any]:
    """Return the tokens of the user, and report the login.

    A login by an untrusted method is not complete and clears no limit: return an
    enrolment token.  Users who have enrolled a method were refused before.  With a
    `wish`, the device of a complete login is trusted from now on.
    """
    user, method = verified.user, verified.method
    if not is_trusted(method, user):
        key = api_settings.AUTH_RESULT_ENROLLMENT_TOKEN_KEY
        return {key: begin_enrollment(verified, address_place)}
    device = _trust_device(verified, wish, request)
    claims = verified.token.claims if verified.token else {}
    tokens = issue_tokens(
        user,
        token_class,
        verified.evidence,
        verified.factors,
        request,
        continued=claims.get(CODE_SESSION_CLAIM),
        device=device,
    )
    finish(verified, request, address_place)
    more = {} if verified.is_step_up else describe_login(user, request)
    return {**more, **method.describe_use(user), **tokens, **_describe_trust(device)}


def begin_enrollment(
    verified: Verified,
    address_place: Place | None = None,
    *,
    is_of_django: bool = False,
) -> str:
    """Return an enrolment token for a user whose method completes no login.

    The code token keeps its place in the guess budget until the login is complete.
    """
    user, factors, store = verified.user, verified.factors, get_store()
    if verified.token is not None:
        verified.token.state.give_slot_back()
        address_place = _find_address_place(verified.token)
    if store is not None:
        factors = store.begin_epoch(user, factors)
    return enrollment_tokens.issue(
        user, factors, address_place, is_of_django=is_of_django
    )


def finish(
    verified: Verified,
    request: Request | None,
    address_place: Place | None = None,
    *,
    in_session: bool = False,
) -> None:
    """Settle the limits of a complete login or step-up, and report it.

    A login `in_session` is reported to Django by what begins the session.
    """
    user = verified.user
    settle(verified, address_place)
    if verified.token is not None:
        forget_step_ups(verified.token)
    _end_refresh_token(verified)
    if not verified.is_step_up:
        complete_login(user, verified.factors, request, in_session=in_session)
    if verified.method.proves_second_factor:
        events.report_second_factor(user, request)


def complete_by_device(
    factors: FactorsOnce,
    token: str,
    token_class: type[Token],
    request: Request | None,
) -> dict[str, Any] | None:
    """Return the tokens of a user on a trusted device, `None` on any other.

    Whatever is wrong with the token of the device, the login goes on as without it.
    The second factor was not proved: this opens and clears no limit, and keeps the
    place that the request took in that of its address.
    """
    devices = get_devices() if token else None
    device = devices and devices.recognize(factors, token, request)
    if not device:
        return None
    user = factors.user
    tokens = issue_tokens(
        user,
        token_class,
        Evidence(TrustedDevice()),
        factors.read(),
        request,
        device=device,
    )
    events.report_login(user, request)
    return {**describe_login(user, request), **tokens, **_describe_trust(device)}


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


def complete_login(
    user: Any, factors: Factors, request: Request | None, *, in_session: bool = False
) -> None:
    """Reopen step-ups and report the login: for complete logins, not for step-ups."""
    store = get_store()
    if store is not None:
        store.reopen_step_ups(user, factors)
    events.report_login(user, request, in_session=in_session)


def complete_by_enrollment(
    user: Any,
    factors: Factors,
    request: Request,
    address_place: Place | None = None,
    *,
    in_session: bool = False,
) -> None:
    """Complete the login of the enrolment token: the method is enrolled now."""
    _clear_budgets(user)
    if address_place is not None:
        give_address_place_back(address_place)
    complete_login(user, factors, request, in_session=in_session)


def issue_tokens(
    user: Any,
    token_class: type[Token],
    evidence: Evidence,
    factors: Factors,
    request: Request | None = None,
    *,
    continued: str | None = None,
    replaced: str | None = None,
    device: Device | None = None,
) -> dict[str, str]:
    """Return new Simple JWT tokens that show what was proved, the epoch and the device.

    They begin a session, if that app is installed; `continued` is the session that goes
    on instead, and `replaced` the one that the new session takes the place of.
    """
    store, sessions = get_store(), get_sessions()
    # Sessions are bound to the epoch, too.
    if store is not None and (api_settings.AUTH_CLAIMS or sessions is not None):
        factors = store.begin_epoch(user, factors)
    start: Callable[[Token, Mapping[str, Any]], None] | None = None
    if sessions is not None:

        def start(token: Token, claims: Mapping[str, Any]) -> None:
            sessions.start(
                token,
                Beginning(user, factors.epoch, claims, request, continued, replaced),
            )

    return auth_tokens.issue_tokens(
        user,
        token_class,
        evidence,
        factors.epoch,
        start,
        device=None if device is None else device.id,
        # Set where tokens have to fit into cookies.
        largest=getattr(request, "_largest_tokens", {}),
    )


def _trust_device(
    verified: Verified, wish: Wish | None, request: Request | None
) -> Device | None:
    """Trust the device of a login, if that is wished and possible.

    A step-up is none: it may follow a login on this device, or a stolen token.
    """
    devices = get_devices()
    if wish is None or devices is None or verified.is_step_up:
        return None
    user, method = verified.user, verified.method
    return devices.trust(user, verified.factors, method, wish, request)


def _describe_trust(device: Device | None) -> dict[str, Any]:
    if device is None:
        return {}
    key = api_settings.AUTH_RESULT_DEVICE_TOKEN_KEY
    return {key: device.token, f"{key}_expires_in": device.expires_in}


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
