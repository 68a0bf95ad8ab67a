"""The settings of the demo site, with all that drf-jwt-2fa needs."""

from datetime import timedelta
from pathlib import Path

import django
from django.core.management.utils import get_random_secret_key

# The site writes only here; delete it to start afresh.
VAR_DIR = Path(__file__).resolve().parent.parent / "var"
MAIL_DIR = VAR_DIR / "mail"

# For your own machine only: error pages show internals of the site.
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

# A new key at each start, so that there is none to keep secret; older tokens become
# invalid.  A real site keeps its key, outside its source code.
SECRET_KEY = get_random_secret_key()

INSTALLED_APPS = [
    # In place of "django.contrib.admin": the admin asks for the second factor, too.
    "drf_jwt_2fa.enrollment.admin_site.TwoFactorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    # Describes the API for other programs, and shows the description.
    "drf_spectacular",
    "drf_spectacular_sidecar",
    # For its system checks, management command, translations and its part of the
    # description of the API.
    "drf_jwt_2fa",
    # Passkeys, authenticator apps and recovery codes, which users set up themselves.
    "drf_jwt_2fa.enrollment",
    # Where users are signed in, and the devices that they trust.
    "drf_jwt_2fa.sessions",
    "demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "demo.policies.AdminPolicyMiddleware",
    # It is for the admin, as most of the others are: the API knows no sessions.
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Mails and errors are in the language of the browser, and so is the admin.
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "demo.urls"
STATIC_URL = "/static/"
# For the admin, and for the browsable API of REST framework.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "db.sqlite3",
    },
}
TIME_ZONE = "UTC"
USE_TZ = True

# The cache holds the limits on guessing.  This one is the memory of a single process; a
# site with several processes needs a shared one, such as Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # By default, it drops entries when there are 300.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

DEFAULT_FROM_EMAIL = "noreply@example.com"
# Django 6.1 deprecates the old setting.
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "demo.mail.EmailBackend"}}
else:
    EMAIL_BACKEND = "demo.mail.EmailBackend"

# Every view requires an access token, unless it says otherwise.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "drf_jwt_2fa.authentication.Jwt2faAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # There is no proxy between the site and its clients.
    "NUM_PROXIES": 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "The demo of drf-jwt-2fa",
    "VERSION": "1",
    "DESCRIPTION": "Log in with a second factor, and manage second factors.",
    "LICENSE": {"name": "MIT", "url": "https://spdx.org/licenses/MIT"},
    "CONTACT": {"name": "The drf-jwt-2fa developers"},
    "SERVERS": [{"url": "/"}],
    "TAGS": [
        {"name": "login", "description": "The steps of a login."},
        {"name": "second factors", "description": "What a user has enrolled."},
        {"name": "sessions", "description": "Where a user is signed in."},
        {"name": "api", "description": "What the login protects."},
    ],
    # Requests and responses have different fields.
    "COMPONENT_SPLIT_REQUEST": True,
    # A form could not carry the answer of a passkey, and generated clients would have
    # each request three times.
    "PARSER_WHITELIST": ["rest_framework.parsers.JSONParser"],
    # The description does not describe itself.
    "SERVE_INCLUDE_SCHEMA": False,
    # Served by this site and not by a CDN.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
# The client learns little about why a request was refused; the console says it all.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"drf_jwt_2fa": {"handlers": ["console"], "level": "INFO"}},
}
JWT2FA_AUTH = {
    # So that clients can tell errors apart without reading texts.
    "ERROR_CODE_IN_BODY": True,
    # By default, an address may begin 12 logins in three hours.  Whoever tries a demo
    # out begins more of them.
    "CODE_TOKEN_THROTTLE_RATE": "60/m",
    # The methods that users can have, the preferred one first.
    "METHODS": [
        "drf_jwt_2fa.enrollment.methods.PasskeyMethod",
        "drf_jwt_2fa.enrollment.methods.TotpMethod",
        "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
        "drf_jwt_2fa.methods.CodeSender",
    ],
    # Tokens then say when and how the user logged in, for `RecentSecondFactor`.
    "AUTH_CLAIMS": True,
    # The name of this site in authenticator apps.
    "TOTP_ISSUER": "drf-jwt-2fa demo",
    # Passkeys are of this domain, so the demo has to be opened by this name.
    "PASSKEY_RP_ID": "localhost",
    "PASSKEY_RP_NAME": "drf-jwt-2fa demo",
    # The pages that may use them; `manage.py demo` puts its own port here.
    "PASSKEY_ORIGINS": ["http://localhost:8000"],
    # A passkey replaces the password, too.
    "PASSKEY_LOGIN": True,
    # Staff must use an app or a passkey; those without set one up to log in, here and
    # in the admin.
    "TRUSTED_2FA_METHODS": "demo.rules.get_trusted_methods",
    # Users may ask not to be asked for a code on this device for so long.
    "TRUSTED_DEVICE_LIFETIME": timedelta(days=30),
    # The page's refresh token is in a cookie: a reload does not sign out, and no script
    # can read it.
    "TOKEN_TRANSPORT": "cookie",
    # A browser that was signed out from another one notices it at its next call, not
    # only when its access token has expired.  Each call then looks into the cache.
    "CHECK_SESSIONS_OF_ACCESS_TOKENS": True,
    # The demo was never without sessions.
    "ADOPT_SESSIONS": False,
}
