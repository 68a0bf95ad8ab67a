"""Report the result of a login to Django, to Simple JWT and to signals."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.utils.module_loading import import_string
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt import settings as simple_jwt

from .. import signals
from ..exceptions import TooManyAuthAttemptsError
from ..settings import api_settings
from ..users import get_user
from .passwords import get_http_request


def report_wrong_password(username: str, request: Request | None) -> None:
    """Call Simple JWT's ``ON_LOGIN_FAILED``; Django's signal was already sent."""
    _call_simple_jwt_hook("ON_LOGIN_FAILED", {"username": username}, request)


def report_wrong_code(user_pk: Any, request: Request | None, user: Any = None) -> None:
    """Send `user_login_failed` and call ``ON_LOGIN_FAILED``, if the user exists.

    Only if somebody listens: a wrong code must not cost a query that nobody needs.
    """
    if not _is_wrong_code_heard():
        return
    try:
        user = user or get_user(user_pk)
    except AuthenticationFailed:
        return
    credentials = {"username": user.get_username()}
    http_request = get_http_request(request)
    user_login_failed.send(
        sender=__name__, credentials=credentials, request=http_request
    )
    _call_simple_jwt_hook("ON_LOGIN_FAILED", credentials, request)
    signals.send(signals.code_rejected, user, http_request)


def report_code_sent(user: Any, request: Request | None) -> None:
    """Report that a code was handed to the sender."""
    signals.send(signals.code_sent, user, get_http_request(request))


def report_blocked(user: Any, error: APIException, request: Request | None) -> None:
    """Report that a limit stopped the user."""
    limit = error.default_code
    signals.send(
        signals.code_token_blocked, user, get_http_request(request), limit=limit
    )


def report_dead_token(user_pk: Any, request: Request | None) -> None:
    """Report that a code token is dead, if somebody listens and the user exists."""
    # A client with a dead code token can ask often; that must cost no query.
    if signals.code_token_blocked.has_listeners():
        try:
            user = get_user(user_pk)
        except AuthenticationFailed:
            return
        report_blocked(user, TooManyAuthAttemptsError(), request)


def report_login(
    user: Any, request: Request | None, *, in_session: bool = False
) -> None:
    """Report a complete login to Simple JWT and, if configured, to Django.

    Of one `in_session`, Django sends its signal by itself.
    """
    if simple_jwt.api_settings.UPDATE_LAST_LOGIN:
        _report_to_simple_jwt(user, request)
    if api_settings.SEND_USER_LOGGED_IN and not in_session:
        http_request = get_http_request(request)
        user_logged_in.send(sender=user.__class__, request=http_request, user=user)


def report_second_factor(user: Any, request: Request | None) -> None:
    """Report that the user proved the second factor."""
    signals.send(signals.second_factor_verified, user, get_http_request(request))


def _is_wrong_code_heard() -> bool:
    return (
        user_login_failed.has_listeners(__name__)
        or signals.code_rejected.has_listeners()
        or _find_simple_jwt_hook("ON_LOGIN_FAILED") is not None
    )


def _report_to_simple_jwt(user: Any, request: Request | None) -> None:
    if not _call_simple_jwt_hook("ON_LOGIN_SUCCESS", user, request):
        update_last_login(user.__class__, user)


def _call_simple_jwt_hook(name: str, *args: Any) -> bool:
    hook = _find_simple_jwt_hook(name)
    if hook is not None:
        hook(*args)
    return hook is not None


def _find_simple_jwt_hook(name: str) -> Any:
    # Releases of Simple JWT that do not know the setting yet still hold its value.
    jwt_settings = simple_jwt.api_settings
    hook = getattr(jwt_settings, name, None) or jwt_settings.user_settings.get(name)
    return import_string(hook) if isinstance(hook, str) else hook
