"""The settings of a site that a test runs: the test's, and what all of them need."""

import json
import os
from pathlib import Path

FOLDER = Path(os.environ["SITE_FOLDER"])

SECRET_KEY = "only for the tests, and long enough to sign with"
USE_TZ = True
ALLOWED_HOSTS = [".test", "localhost"]
ROOT_URLCONF = "browser.cookies.project.urls"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "corsheaders",
    "rest_framework",
    "drf_jwt_2fa",
    "drf_jwt_2fa.enrollment",
    "drf_jwt_2fa.sessions",
]
MIDDLEWARE = [
    "browser.cookies.project.witness.record_requests",
    "corsheaders.middleware.CorsMiddleware",
]
STATIC_URL = "/static/"
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "db.sqlite3",
        # Seconds: tabs that refresh at once wait for each other.
        "OPTIONS": {"timeout": 20},
    },
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = ["authorization", "content-type", "x-token-transport"]

_DEFAULTS = {
    "TOKEN_TRANSPORT": "cookie",
    "CODE_SENDER": "browser.cookies.project.witness.record_code",
    "CODE_TOKEN_THROTTLE_RATE": None,
    "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
    "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
    "SEND_PASSWORD_WARNING": False,
}
_chosen = json.loads((FOLDER / "settings.json").read_text())
JWT2FA_AUTH = {**_DEFAULTS, **_chosen.pop("JWT2FA_AUTH", {})}
globals().update(_chosen)
