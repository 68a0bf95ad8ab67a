"""Checks for logins and authentication that need no second factor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.settings import api_settings as rest_framework_settings
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication

from ..views import ObtainAuthToken, ObtainChallenge, ObtainCodeToken, ObtainStepUp
from .findings import warning
from .routes import describe, find_views, get_classes, get_path

_OURS = (ObtainCodeToken, ObtainChallenge, ObtainAuthToken, ObtainStepUp)
# Paths, because importing the classes needs their packages, and apps with models.
_ONE_FACTOR_VIEWS = {
    "rest_framework_simplejwt.views.TokenObtainPairView",
    "rest_framework_simplejwt.views.TokenObtainSlidingView",
    "rest_framework.authtoken.views.ObtainAuthToken",
    "dj_rest_auth.views.LoginView",
    "djoser.views.TokenCreateView",
    "knox.views.LoginView",
    "allauth.headless.account.views.LoginView",
}
# The warning about session authentication (W007) names these: where the API accepts no
# sessions, they do no harm.
_SESSION_VIEWS = {
    "django.contrib.auth.views.LoginView",
    "allauth.account.views.LoginView",
}
_CHOOSERS = ("get_authenticators", "get_permissions")
_ONE_FACTOR_AUTHENTICATION = (BasicAuthentication, SessionAuthentication)


def check_views(**kwargs: Any) -> list[CheckMessage]:
    """Report views that let users log in with a password alone (W006)."""
    places: dict[type, list[str]] = {}
    for route, view, options in find_views():
        if _is_login(view) and not _needs_token(view, options):
            places.setdefault(view, []).append(route)
    hint = "Remove it from the URLs: ObtainCodeToken and ObtainAuthToken replace it."
    message = "{} at {} lets users log in with a password alone."
    return [
        warning(6, message.format(get_path(view), describe(routes)), hint)
        for view, routes in places.items()
    ]


def check_authentication(**kwargs: Any) -> list[CheckMessage]:
    """Report authentication by a password or a session alone (W007)."""
    defaults: list[Any] = [*rest_framework_settings.DEFAULT_AUTHENTICATION_CLASSES]
    places: dict[type, list[str]] = {one: [] for one in _find_one_factor(defaults)}
    for route, view, options in find_views():
        classes = get_classes(view, options, "authentication_classes")
        # The warning about the defaults covers the views that keep them.
        for one in _find_one_factor(classes) if classes != defaults else ():
            places.setdefault(one, []).append(route)
    hint = (
        "Use drf_jwt_2fa.authentication.Jwt2faAuthentication only, in REST_FRAMEWORK"
        "['DEFAULT_AUTHENTICATION_CLASSES'] and on the views that choose their own."
    )
    return [
        warning(7, _describe_authentication(one, one in defaults, routes), hint)
        for one, routes in places.items()
    ]


def _is_login(view: type) -> bool:
    return not issubclass(view, _OURS) and _is_any_of(view, _ONE_FACTOR_VIEWS)


def _is_any_of(view: type, paths: set[str]) -> bool:
    return any(get_path(base) in paths for base in view.__mro__)


def _needs_token(view: type, options: dict[str, Any]) -> bool:
    """Return whether only users with an access token may use the view.

    The `LoginView` of knox is such a view: it exchanges one token for another.
    """
    classes = get_classes(view, options, "authentication_classes")
    permissions = get_classes(view, options, "permission_classes")
    # A view that chooses them for each request may allow anybody.
    return (
        all(getattr(view, name, None) is getattr(APIView, name) for name in _CHOOSERS)
        and bool(classes)
        and all(_are_any([one], JWTAuthentication) for one in classes)
        and _are_any(permissions, IsAuthenticated)
    )


def _are_any(classes: Iterable[Any], base: type) -> bool:
    return any(isinstance(one, type) and issubclass(one, base) for one in classes)


def _find_one_factor(classes: Iterable[Any]) -> list[type]:
    return [
        one
        for one in classes
        if isinstance(one, type) and issubclass(one, _ONE_FACTOR_AUTHENTICATION)
    ]


def _describe_authentication(cls: type, is_default: bool, routes: list[str]) -> str:
    roles = ["is a default authentication class"] if is_default else []
    if routes:
        roles.append(f"authenticates at {describe(routes)}")
    message = f"{get_path(cls)} {' and '.join(roles)}."
    logins = find_session_logins() if issubclass(cls, SessionAuthentication) else []
    if not logins:
        return message
    return f"{message} A password alone starts a session at {describe(logins)}."


def find_session_logins() -> list[str]:
    """Return the routes of logins that start a session with a password alone."""
    return [
        route
        for route, view, _options in find_views()
        if _is_any_of(view, _SESSION_VIEWS)
    ]


CHECKS = (check_views, check_authentication)
