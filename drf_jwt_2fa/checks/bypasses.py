"""Checks for ways into the API that need no second factor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.settings import api_settings as rest_framework_settings
from rest_framework_simplejwt.views import TokenObtainPairView, TokenObtainSlidingView

from ..views import ObtainAuthToken, ObtainChallenge, ObtainCodeToken, ObtainStepUp
from .findings import warning
from .routes import find_views, get_classes

_OURS = (ObtainCodeToken, ObtainChallenge, ObtainAuthToken, ObtainStepUp)
_ONE_FACTOR_VIEWS = (TokenObtainPairView, TokenObtainSlidingView)
_ONE_FACTOR_AUTHENTICATION = (BasicAuthentication, SessionAuthentication)


def check_views(**kwargs: Any) -> list[CheckMessage]:
    """Find views that give tokens for a password alone (W006)."""
    return [
        warning(
            6,
            f"{view.__name__} at {route!r} gives tokens for a password alone.",
            "Remove it from the URLs: ObtainCodeToken and ObtainAuthToken replace it.",
        )
        for route, view, _options in find_views()
        if _gives_tokens(view)
    ]


def check_authentication(**kwargs: Any) -> list[CheckMessage]:
    """Find authentication that needs a password or a session alone (W007)."""
    hint = (
        "Use drf_jwt_2fa.authentication.Jwt2faAuthentication only, in REST_FRAMEWORK"
        "['DEFAULT_AUTHENTICATION_CLASSES'] and on the views that choose their own."
    )
    defaults = rest_framework_settings.DEFAULT_AUTHENTICATION_CLASSES
    found: list[CheckMessage] = [
        warning(7, f"{name} is a default authentication class.", hint)
        for name in _one_factor_names(defaults)
    ]
    for route, view, options in find_views():
        classes = get_classes(view, options, "authentication_classes")
        # What all views have by default was told above.
        if classes != list(defaults):
            found += [
                warning(7, f"{name} authenticates at {route!r}.", hint)
                for name in _one_factor_names(classes)
            ]
    return found


def _gives_tokens(view: type) -> bool:
    if issubclass(view, _OURS):
        return False
    # Not imported: that would need the app whose model it uses.
    return issubclass(view, _ONE_FACTOR_VIEWS) or any(
        f"{base.__module__}.{base.__name__}"
        == "rest_framework.authtoken.views.ObtainAuthToken"
        for base in view.__mro__
    )


def _one_factor_names(classes: Iterable[Any]) -> list[str]:
    return [
        one.__name__
        for one in classes
        if isinstance(one, type) and issubclass(one, _ONE_FACTOR_AUTHENTICATION)
    ]


CHECKS = (check_views, check_authentication)
