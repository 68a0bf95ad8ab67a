"""The Django project that the tests run in: plain, and as a user might have it."""

import importlib.util

import django

SECRET_KEY = "only for the tests, and long enough to sign with"
USE_TZ = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
ROOT_URLCONF = "testproject.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    # Without looking for pages: those of other apps are no part of most tests.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.messages",
    "django.contrib.sessions",
    "rest_framework",
    # Only the tests of sessions see it; see `conftest.py`.
    "drf_jwt_2fa.sessions",
    "testproject",
]
if importlib.util.find_spec("axes"):
    INSTALLED_APPS += ["axes"]
if importlib.util.find_spec("cryptography"):
    INSTALLED_APPS += ["drf_jwt_2fa.enrollment"]
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
]
STATIC_URL = "/static/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Fast.
DEFAULT_FROM_EMAIL = "noreply@example.com"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
