"""The second factor in Django's sessions: what was proved, when, in which epoch."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.contrib import auth
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from rest_framework.exceptions import AuthenticationFailed

from ... import users
from ...claims import CLOCK_LEEWAY
from ...login.auth_tokens import Evidence, make_auth_claims
from ...methods import (
    NO_2FA,
    Factors,
    find_method,
    get_enrolled,
    is_trusted,
    needs_no_second_factor,
)
from ...settings import api_settings
from .. import store

# No user is half signed in: these are written when all has been proved.
ACR = "2fa.acr"
AMR = "2fa.amr"
AUTH_TIME = "2fa.auth_time"
EPOCH = "2fa.epoch"
SID = "2fa.sid"
USER = "2fa.user"

_CACHE = "_drf_jwt_2fa_factors"


def start(
    request: HttpRequest,
    user: Any,
    evidence: Evidence,
    epoch: int | None,
    backend: str | None,
) -> None:
    """Sign the user in, with a session that shows what was proved."""
    auth.login(request, user, backend=backend)
    _write(request, user, evidence, epoch, knows_password=evidence.has_password)


def renew(
    request: HttpRequest, user: Any, evidence: Evidence, epoch: int | None
) -> None:
    """Let the session of the signed-in user show what was proved just now.

    Its key changes: an attacker who knew it before knows nothing.
    """
    # Of a session that was made elsewhere, nobody knows whether it took a password.
    knows_password = has_keys(request) and "pwd" in request.session.get(AMR, ())
    rotate_token(request)
    _write(request, user, evidence, epoch, knows_password=knows_password)


def move_epoch(request: HttpRequest, before: int | None) -> None:
    """Take the epoch that follows `before`, after the user's own new password.

    If anything else has moved it meanwhile, the session stays what it was, and ends.
    """
    forget(request)
    epoch = read_factors(request, get_user(request)).epoch
    if before is not None and epoch == before + 1:
        request.session[EPOCH] = epoch


def has_second_factor(
    request: HttpRequest,
    max_age: timedelta | None = None,
    by: Collection[str] = (),
) -> bool:
    """Return whether the session shows all that its user has to prove.

    The method has to complete logins of the user today, and the account has to be what
    it was.  The second factor must not be older than `max_age`, and by one of the
    methods `by`, if these are given.  It costs one query per request.
    """
    user = get_user(request)
    if user is None or not has_keys(request) or not _is_recent(request, max_age):
        return False
    if not _may_log_in(user):
        return False
    factors, acr = read_factors(request, user), request.session.get(ACR)
    is_same = _is_epoch(request.session.get(EPOCH), factors.epoch)
    return is_same and _is_enough(acr, user, factors) and (not by or acr in by)


def proves_second_factor(
    request: HttpRequest, max_age: timedelta, by: Collection[str] = ()
) -> bool:
    """Return whether the session shows a recent second factor; a password is none."""
    session: Any = request.session
    is_second = session.get(ACR) != NO_2FA and "mfa" in session.get(AMR, ())
    return is_second and has_second_factor(request, max_age, by)


def is_outdated(request: HttpRequest) -> bool:
    """Return whether the account has changed since the session showed a second factor.

    Such a session has ended: it takes the password, too, to begin another one.
    """
    user = get_user(request)
    if user is None or not has_keys(request):
        return False
    epoch = read_factors(request, user).epoch
    return not _is_epoch(request.session.get(EPOCH), epoch)


def get_user(request: Any) -> Any:
    """Return the active user who is signed in, of the primary database, or `None`."""
    user = request.user
    if not (user.is_authenticated and user.is_active):
        return None
    # Not the lazy object of the middleware, which hides the class of the user.
    return users.on_primary(getattr(user, "_wrapped", user))


def read_factors(request: HttpRequest, user: Any) -> Factors:
    """Return the factors of the signed-in user, read once per request."""
    found: tuple[Any, Factors] | None = getattr(request, _CACHE, None)
    if found is None or found[0] != user.pk:
        # Not by `factors_of`: even for the methods of 1.0.0, a reset ends the session.
        found = (user.pk, store.read_factors(user))
        setattr(request, _CACHE, found)
    return found[1]


def forget(request: HttpRequest) -> None:
    """Read the factors again when they are needed the next time."""
    setattr(request, _CACHE, None)


def has_keys(request: HttpRequest) -> bool:
    """Return whether a second factor was proved in this session, by its user."""
    # Packages that let staff act as somebody else put another user into a session, or
    # into its requests.
    user = get_user(request)
    owners = {request.session.get(name) for name in (USER, auth.SESSION_KEY)}
    return user is not None and owners == {_get_key(user)}


def _write(
    request: HttpRequest,
    user: Any,
    evidence: Evidence,
    epoch: int | None,
    *,
    knows_password: bool,
) -> None:
    claims, session = make_auth_claims(evidence), request.session
    session.cycle_key()
    session[ACR] = claims["acr"]
    session[AMR] = [one for one in claims["amr"] if knows_password or one != "pwd"]
    session[AUTH_TIME] = claims["auth_time"]
    session[EPOCH] = epoch
    session[SID] = uuid.uuid4().hex
    session[USER] = _get_key(user)
    forget(request)


def _may_log_in(user: Any) -> bool:
    """Return whether Simple JWT's rule lets the user in, which the API asks, too."""
    try:
        users.check_user(user)
    except AuthenticationFailed:
        return False
    return True


def _get_key(user: Any) -> str:
    """Return the primary key of the user as text, as Django has it in sessions."""
    return str(user._meta.pk.value_to_string(user))


def _is_recent(request: HttpRequest, max_age: timedelta | None) -> bool:
    moment = request.session.get(AUTH_TIME)
    if type(moment) is not int:
        return False
    age = time.time() - moment
    # The clock of the worker that wrote it may be ahead.
    return age >= -CLOCK_LEEWAY and (max_age is None or age <= max_age.total_seconds())


def _is_epoch(stored: Any, epoch: int | None) -> bool:
    return stored == epoch and type(stored) in (int, type(None))


def _is_enough(acr: Any, user: Any, factors: Factors) -> bool:
    """Return whether a login by this method is complete today."""
    method = find_method(acr) if isinstance(acr, str) else None
    if method is None or not is_trusted(method, user):
        return False
    if acr == NO_2FA:
        return needs_no_second_factor(user, factors)
    # What users enrol goes with the epoch; a sent code may be offered no more.
    is_offered = api_settings.OFFER_FALLBACK_2FA_METHOD or not get_enrolled(factors)
    return method.needs_enrollment or is_offered
