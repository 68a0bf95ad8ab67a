"""Issue code tokens, and report what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework.exceptions import Throttled
from rest_framework.request import Request

from ..code_tokens import limits
from ..code_tokens.issued import find_issued
from ..state import Place
from . import events


def issue(
    user: Any,
    make: Callable[[], str],
    request: Request | None,
    address_place: Place | None = None,
) -> str:
    """Return the code token that `make` issues to the user, and report it.

    `address_place` is the place that the request took in the limit of its address; a
    complete login gives it back.  Raise what `make` raises.
    """
    try:
        with limits.charged_to(address_place):
            token = make()
    except Throttled as error:
        events.report_blocked(user, error, request)
        raise
    # A project's own manager may return another string.
    issued = find_issued(token)
    if issued is None or issued.method.sends:
        events.report_code_sent(user, request)
    return token
