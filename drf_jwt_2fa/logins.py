"""Who logs in, and what Django and Simple JWT are told about how it went."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.module_loading import import_string
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt import settings as simple_jwt

from . import signals
from .exceptions import TooManyAuthAttemptsError
from .settings import api_settings
from .utils import check_user_validity


def get_user(pk: Any) -> Any:
    """Return the user with the given primary key.

    Raise `AuthenticationFailed` if there is none, or none any more.
    """
    try:
        return get_user_model()._default_manager.get(pk=pk)
    except (ObjectDoesNotExist, TypeError, ValueError, ValidationError) as error:
        # Not a ValueError of ours: the key may be of another user model's type.
        raise AuthenticationFailed from error


def check_user(user: Any) -> None:
    """Raise `PermissionDenied` or `AuthenticationFailed` if the user may not log in."""
    check_user_validity(user)
    if not simple_jwt.api_settings.USER_AUTHENTICATION_RULE(user):
        raise AuthenticationFailed


def report_wrong_password(username: str, request: Request | None) -> None:
    """Tell Simple JWT's ``ON_LOGIN_FAILED``; Django's signal was sent already."""
    _call_simple_jwt_hook("ON_LOGIN_FAILED", {"username": username}, request)


def report_wrong_code(user_pk: Any, request: Request | None) -> None:
    """Send `user_login_failed` and tell ``ON_LOGIN_FAILED``, if the user exists."""
    try:
        user = get_user(user_pk)
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
    """Tell that a code is on its way."""
    signals.send(signals.code_sent, user, get_http_request(request))


def report_blocked(user: Any, error: APIException, request: Request | None) -> None:
    """Tell that a limit stopped the user."""
    limit = error.default_code
    signals.send(
        signals.code_token_blocked, user, get_http_request(request), limit=limit
    )


def report_dead_token(error: TooManyAuthAttemptsError, request: Request | None) -> None:
    """Tell that a code token is dead, if anybody listens and the user exists."""
    # Whoever has a dead code token can ask often; that should cost no query.
    if signals.code_token_blocked.has_listeners():
        try:
            user = get_user(error.user_pk)
        except AuthenticationFailed:
            return
        report_blocked(user, error, request)


def report_login(user: Any, request: Request | None) -> None:
    """Tell Simple JWT and, if wanted, Django of a complete login."""
    if simple_jwt.api_settings.UPDATE_LAST_LOGIN:
        _report_to_simple_jwt(user, request)
    if api_settings.SEND_USER_LOGGED_IN:
        http_request = get_http_request(request)
        user_logged_in.send(sender=user.__class__, request=http_request, user=user)


def report_second_factor(user: Any, request: Request | None) -> None:
    """Tell that the user proved the second factor."""
    signals.send(signals.second_factor_verified, user, get_http_request(request))


def get_http_request(request: Request | None) -> Any:
    """Return Django's request, which authentication back ends expect.

    What they leave on it, middleware finds there; REST framework's wrapper would keep
    it to itself.
    """
    return getattr(request, "_request", request)


def _report_to_simple_jwt(user: Any, request: Request | None) -> None:
    if not _call_simple_jwt_hook("ON_LOGIN_SUCCESS", user, request):
        update_last_login(user.__class__, user)


def _call_simple_jwt_hook(name: str, *args: Any) -> bool:
    # Releases of Simple JWT that do not know the setting yet still hold its value.
    jwt_settings = simple_jwt.api_settings
    hook = getattr(jwt_settings, name, None) or jwt_settings.user_settings.get(name)
    if isinstance(hook, str):
        hook = import_string(hook)
    if hook is not None:
        hook(*args)
    return hook is not None
