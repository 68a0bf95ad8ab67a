"""Choose the step of a login that a request for the login page is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control
from rest_framework.exceptions import APIException

from ...utils import mask_cookies
from ...views.error_reports import hide_secrets
from ...views.refusals import log_refusal
from . import cookies, sessions
from .code_step import CodeStep
from .cookies import CODE
from .enrollment_step import EnrollmentStep
from .first_step import FirstStep
from .problems import explain, get_status, get_wait, is_correctable
from .visits import OTHER, Visit


def respond(
    site: Any, request: HttpRequest, extra_context: Mapping[str, Any] | None
) -> HttpResponseBase:
    """Return the answer of the login page to the request."""
    hide_secrets(request)
    _check_text(request)
    visit = Visit(site, request, extra_context or {})
    # The visit has read it.
    mask_cookies(request, [cookies.NAME])
    try:
        response = _respond(visit)
    except APIException as error:
        response = _refuse(visit, error)
    add_never_cache_headers(response)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _check_text(request: HttpRequest) -> None:
    """Raise `SuspiciousOperation` for a form that no page can show again.

    Some charsets can spell half of a surrogate pair, which UTF-8 cannot.
    """
    try:
        request.POST.urlencode().encode()
        "".join(request.POST).encode()
    except UnicodeEncodeError as error:
        raise SuspiciousOperation("The form has half of a character.") from error


def _respond(visit: Visit) -> HttpResponseBase:
    post = visit.request.POST
    is_posted = visit.request.method == "POST"
    if is_posted and "start_over" in post:
        return visit.start_over()
    if _is_done(visit):
        return visit.leave()
    # Another login may begin while one is under way.
    begins = is_posted and ("password" in post or "confirm" in post)
    if begins:
        visit.state = None
    visit.step = step = _choose_step(visit)
    return step.take() if is_posted else step.show()


def _is_done(visit: Visit) -> bool:
    """Return whether there is nothing to prove (any more)."""
    # A login that is under way may be another user's.
    is_wanted = visit.again is not None or OTHER in visit.request.GET
    if visit.state is not None or is_wanted or "password" in visit.request.POST:
        return False
    # A site may have rules of its own, which do not ask what was proved.
    return bool(
        visit.site.has_permission(visit.request)
        and sessions.has_second_factor(visit.request)
    )


def _choose_step(visit: Visit) -> FirstStep | CodeStep | EnrollmentStep:
    if visit.state is None:
        return FirstStep(visit)
    step = CodeStep if visit.state.kind == CODE else EnrollmentStep
    return step(visit, visit.state)


def _refuse(visit: Visit, error: APIException) -> HttpResponseBase:
    """Return the page that says what is wrong, and lets the login go on or begin."""
    log_refusal(visit.api_request, error)
    visit.error = explain(error)
    response = _show_again(visit, error)
    response.status_code = get_status(error)
    wait = get_wait(error)
    if wait is not None:
        response["Retry-After"] = str(max(1, int(wait)))
    return response


def _show_again(visit: Visit, error: APIException) -> HttpResponseBase:
    if is_correctable(error):
        try:
            return (visit.step or _choose_step(visit)).show()
        except APIException:
            # The login has ended meanwhile; what was said of it counts.
            pass
    response = FirstStep(visit).show_form()
    visit.end(response)
    return response
