"""System checks of the app: what does not go with sessions."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Tags
from django.core.checks.registry import registry
from django.utils.module_loading import import_string
from rest_framework.settings import api_settings as rest_framework
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.authentication import JWTAuthentication

from ..authentication import Jwt2faAuthentication
from ..checks.findings import error, read, warning
from ..login.auth_tokens import get_token_class, has_access_token
from ..login.sessions import get_sessions

_APP = "drf_jwt_2fa.sessions"


def check_token_class(**kwargs: Any) -> list[CheckMessage]:
    """Report tokens that cannot be refreshed in sessions (E040)."""
    if get_sessions() is None:
        return []
    try:
        token_class = get_token_class()
    except Exception:
        # The project's module may raise anything when it is imported.
        return []
    if has_access_token(token_class):
        return []
    message = f"{_APP} is installed, and {token_class.__name__} has no access token."
    hint = (
        "Let SIMPLE_JWT['TOKEN_OBTAIN_SERIALIZER'] name a serializer of refresh tokens:"
        " sliding tokens are of no session, and cannot be ended."
    )
    return [error(40, message, hint)]


def check_permissions(**kwargs: Any) -> list[CheckMessage]:
    """Report `SESSION_PERMISSIONS` that cannot be imported (E041)."""
    values = read("SESSION_PERMISSIONS")
    if values is None or get_sessions() is None:
        return []
    found: list[CheckMessage] = []
    for wanted in values[0]:
        problem = _find_problem(wanted)
        if problem is not None:
            message = f"SESSION_PERMISSIONS cannot be used: {problem}"
            hint = "Name permission classes by their dotted paths."
            found.append(error(41, message, hint))
    return found


def check_blacklisting(**kwargs: Any) -> list[CheckMessage]:
    """Report refresh tokens that are blacklisted when they are used (W040)."""
    if get_sessions() is None or not simple_jwt.api_settings.BLACKLIST_AFTER_ROTATION:
        return []
    message = f"{_APP} is installed, and BLACKLIST_AFTER_ROTATION is on."
    hint = (
        "Set SIMPLE_JWT['BLACKLIST_AFTER_ROTATION'] to False: sessions know which"
        " tokens were used. With a refresh serializer of your own, it signs a second"
        " tab out, and copied tokens are refused without being noticed."
    )
    return [warning(40, message, hint)]


def check_authentication(**kwargs: Any) -> list[CheckMessage]:
    """Report classes that accept access tokens of ended sessions (W041)."""
    values = read("CHECK_SESSIONS_OF_ACCESS_TOKENS")
    if values is None or not values[0] or get_sessions() is None:
        return []
    classes: Any = rest_framework.DEFAULT_AUTHENTICATION_CLASSES
    others = [one.__name__ for one in classes if _looks_at_no_session(one)]
    if not others:
        return []
    message = f"{others[0]} does not look whether the session of a token has ended."
    hint = "Use drf_jwt_2fa.authentication.Jwt2faAuthentication in its place."
    return [warning(41, message, hint)]


def check_adoption(**kwargs: Any) -> list[CheckMessage]:
    """Report sessions that begin without a login (W140)."""
    values = read("ADOPT_SESSIONS")
    if values is None or not values[0] or get_sessions() is None:
        return []
    message = "ADOPT_SESSIONS is on: a refresh token without a session begins one."
    hint = (
        "Set JWT2FA_AUTH['ADOPT_SESSIONS'] to False as soon as one"
        " REFRESH_TOKEN_LIFETIME has passed since the app was installed, unless you"
        " issue refresh tokens elsewhere."
    )
    return [warning(140, message, hint)]


def _find_problem(wanted: Any) -> str | None:
    try:
        permission = import_string(wanted) if isinstance(wanted, str) else wanted
    except Exception as problem:
        # The project's module may raise anything when it is imported.
        return str(problem)
    return None if callable(permission) else f"{wanted!r} is not a class."


def _looks_at_no_session(wanted: Any) -> bool:
    # REST framework accepts any callable.
    if not (isinstance(wanted, type) and issubclass(wanted, JWTAuthentication)):
        return False
    return not issubclass(wanted, Jwt2faAuthentication)


def register() -> None:
    """Register the checks with Django."""
    for check in (
        check_token_class,
        check_permissions,
        check_blacklisting,
        check_authentication,
    ):
        registry.register(check, Tags.security)
    registry.register(check_adoption, Tags.security, deploy=True)
