"""Finish a login with a session, or with the enrolment that it still takes."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase

from ...claims import STEP_UP
from ...exceptions import Reason, RefusedError
from ...login import completion
from ...login.answering import Verified
from ...methods import is_trusted
from ...state import Place
from .. import store
from . import sessions
from .cookies import ENROLLMENT, State
from .texts import describe_use
from .visits import Visit


def finish(
    visit: Visit,
    verified: Verified,
    backend: str | None = None,
    place: Place | None = None,
) -> HttpResponseBase:
    """Sign the user in who has proved all, or let them enrol what is missing.

    It is what `drf_jwt_2fa.login.completion.complete` does with tokens.  The session
    comes last: without the cache, which holds the limits, nobody is let in.
    """
    user, request = verified.user, visit.request
    purpose = visit.purpose
    if verified.is_step_up != (purpose == STEP_UP):
        # A project's own manager vouches for a user, and knows of no step-ups.
        raise RefusedError(Reason.NOT_A_STEP_UP, user.pk)
    visit.allow(user, purpose)
    if not is_trusted(verified.method, user):
        token = completion.begin_enrollment(
            verified, place, is_of_django=verified.is_step_up
        )
        return visit.go_on(State(ENROLLMENT, token, purpose, backend))
    # For the methods of 1.0.0, the API has not read them.
    factors = verified.factors
    if factors.epoch is None:
        factors = store.begin_epoch(user, store.read_factors(user))
    completion.finish(verified, visit.api_request, place, in_session=True)
    if verified.is_step_up:
        sessions.renew(request, user, verified.evidence, factors.epoch)
    else:
        sessions.start(request, user, verified.evidence, factors.epoch, backend)
    notice = describe_use(verified.method, user)
    if notice:
        messages.warning(request, notice, fail_silently=True)
    return visit.leave()
