"""Sign staff in to a covered admin, for the tests of projects."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ...login.auth_tokens import Evidence
from ...methods import factors_of, find_method, get_store
from ..methods import TotpMethod


def force_second_factor(
    client: Any, user: Any, method: str = TotpMethod.name, backend: str | None = None
) -> None:
    """Sign the user in, as `force_login` does, with a session that is enough.

    It shows a second factor that was proved just now by this method, which the user
    need not have enrolled.  Raise `ValueError` for a method that is not configured.
    """
    # Imports the admin, which a project may do without.
    from ..admin_site import sessions  # noqa: PLC0415

    proved, store = find_method(method), get_store()
    if proved is None:
        raise ValueError(f"There is no method {method!r}")
    client.force_login(user, backend)
    factors = factors_of(user)
    if store is not None:
        factors = store.begin_epoch(user, factors)
    request: Any = HttpRequest()
    request.session, request.user = client.session, user
    evidence = Evidence(proved)
    sessions.start(request, user, evidence, factors.epoch, backend or user.backend)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
