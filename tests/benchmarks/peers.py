"""Another package's login with an app, to compare ours with: dj-rest-auth's."""

import importlib.util

from django.apps import apps

APPS = ["dj_rest_auth", "dj_rest_auth.mfa"]
# With tokens of Simple JWT, as ours, and nothing else.
REST_AUTH = {
    "USE_JWT": True,
    "JWT_AUTH_HTTPONLY": False,
    "SESSION_LOGIN": False,
    "TOKEN_MODEL": None,
}


def find_apps():
    """Return its apps if all that they need is installed."""
    return APPS if _find_missing() is None else []


def find_obstacle():
    """Return why its login cannot be measured, `None` if it can."""
    if apps.is_installed("dj_rest_auth.mfa"):
        return None
    missing = _find_missing()
    return f"{missing} is not installed" if missing else "it is not in this project"


def make_urls():
    """Return its login, and what answers its challenge, if it can be measured."""
    if find_obstacle():
        return []
    from dj_rest_auth.mfa.views import MFALoginView  # noqa: PLC0415
    from django.urls import include, path  # noqa: PLC0415

    return [
        path("dj-rest-auth/login/", MFALoginView.as_view()),
        path("dj-rest-auth/", include("dj_rest_auth.mfa.urls")),
    ]


def enroll(username):
    """Enrol an app for the user, in place of the last one, and return it."""
    import pyotp  # noqa: PLC0415
    from dj_rest_auth.mfa.totp import TOTP  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415

    secret = pyotp.random_base32()
    TOTP.activate(User.objects.get(username=username), secret)
    return pyotp.TOTP(secret)


def _find_missing():
    names = ("dj_rest_auth", "pyotp")
    return next((one for one in names if not importlib.util.find_spec(one)), None)
