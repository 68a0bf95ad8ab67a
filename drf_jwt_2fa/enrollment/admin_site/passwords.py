"""Change the password in the admin, with a recent second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ...methods import NO_2FA
from ...settings import api_settings
from . import sessions
from .redirects import ask_again


def change(
    request: HttpRequest, site_name: str, respond: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Return the answer of the page, or a redirect to the second factor.

    The session of the change stays valid, all others end with the epoch.
    """
    max_age = api_settings.STEP_UP_MAX_AGE
    # Users who need no second factor give the old password in the form, anyway.
    is_excepted = request.session.get(sessions.ACR) == NO_2FA
    is_recent = sessions.proves_second_factor(request, max_age)
    if not (is_excepted or is_recent):
        return ask_again(request, site_name)
    user: Any = sessions.get_user(request)
    before, epoch = user.password, sessions.read_factors(request, user).epoch
    response = respond()
    if sessions.get_user(request).password != before:
        sessions.move_epoch(request, epoch)
    return response
