"""Settings of the demo site: what a project needs to use drf-jwt-2fa."""

from pathlib import Path

import django
from django.core.management.utils import get_random_secret_key

# Everything that the site writes is in here; delete it to start afresh.
VAR_DIR = Path(__file__).resolve().parent.parent / "var"
MAIL_DIR = VAR_DIR / "mail"

# For your own machine only: error pages show the inside of the site.
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

# Another one at each start, so that there is none to keep secret; tokens from before
# are then worth nothing.  A real site keeps its key, outside its source code.
SECRET_KEY = get_random_secret_key()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "rest_framework",
    # The description of the API for other programs, and a page that shows it.
    "drf_spectacular",
    "drf_spectacular_sidecar",
    # For its system checks, its management command, its translations and its part in
    # that description.
    "drf_jwt_2fa",
    # The second factors that users set up themselves.
    "drf_jwt_2fa.enrollment",
    "demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "demo.urls"
STATIC_URL = "/static/"
# REST framework shows its endpoints as web pages to browsers.
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "db.sqlite3",
    },
}
TIME_ZONE = "UTC"
USE_TZ = True

# The limits on guessing are kept in the cache.  This one is the memory of a single
# process: a site with several needs one that they share, like Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # By default it would forget some of them when there are 300 entries.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

DEFAULT_FROM_EMAIL = "noreply@example.com"
# Django 6.1 has a new setting for the old one, which it deprecates.
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "demo.mail.EmailBackend"}}
else:
    EMAIL_BACKEND = "demo.mail.EmailBackend"

# Every view asks for an access token, unless it says otherwise.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "drf_jwt_2fa.authentication.Jwt2faAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # Nobody stands between the site and its clients who could tell their addresses.
    "NUM_PROXIES": 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "The demo of drf-jwt-2fa",
    "VERSION": "1",
    # What is sent and what is answered are different things.
    "COMPONENT_SPLIT_REQUEST": True,
    # From our own static files, not from somebody else's server.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
JWT2FA_AUTH = {
    # So that a client can tell errors apart without reading prose.
    "ERROR_CODE_IN_BODY": True,
    # What users can be asked for; the first that one has set up comes first.
    "METHODS": [
        "drf_jwt_2fa.enrollment.methods.TotpMethod",
        "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
        "drf_jwt_2fa.methods.CodeSender",
    ],
    # So that tokens tell when and how somebody signed in, for `RecentSecondFactor`.
    "AUTH_CLAIMS": True,
    # What authenticator apps call this site.
    "TOTP_ISSUER": "drf-jwt-2fa demo",
    # Staff have to use an app; who has none yet sets one up to complete the login.
    "TRUSTED_2FA_METHODS": "demo.rules.get_trusted_methods",
}
