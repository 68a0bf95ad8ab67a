"""A project that is well configured, and its findings."""

import base64
import sys
import types

import pytest
from django.core.cache.backends.base import BaseCache
from django.core.checks import Tags, run_checks
from django.urls import include, path

SENT = "drf_jwt_2fa.methods.CodeSender"
TOTP = "drf_jwt_2fa.enrollment.methods.TotpMethod"


class SharedCache(BaseCache):
    """A cache that no check reports; the checks do not use it."""

    def __init__(self, location, params):
        super().__init__(params)


class Urls:
    """A URLconf in the form of an object."""

    def __init__(self, *urlpatterns):
        self.urlpatterns = [path("api/", include("drf_jwt_2fa.urls")), *urlpatterns]


@pytest.fixture
def project(settings):
    """A project without findings; returns its settings, for tests to spoil."""
    apps = [app for app in settings.INSTALLED_APPS if not app.endswith(".enrollment")]
    settings.INSTALLED_APPS = [*apps, "drf_jwt_2fa"]
    settings.ROOT_URLCONF = Urls()
    settings.DEBUG = False
    settings.CACHES = {
        "default": {"BACKEND": f"{__name__}.SharedCache"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.REST_FRAMEWORK = {
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "drf_jwt_2fa.authentication.Jwt2faAuthentication"
        ],
        "NUM_PROXIES": 0,
    }
    settings.JWT2FA_AUTH = {"REQUIRE_KNOWN_CODE_TOKENS": True}
    return settings


@pytest.fixture
def enrolling(project):
    """A project without findings whose users enrol methods; returns its settings."""
    for package in ("cryptography", "segno"):
        pytest.importorskip(package)
    project.INSTALLED_APPS = [*project.INSTALLED_APPS, "drf_jwt_2fa.enrollment"]
    project.SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": True}
    project.JWT2FA_AUTH |= {
        "METHODS": [TOTP, SENT],
        "AUTH_CLAIMS": True,
        "ENCRYPTION_KEYS": [base64.b64encode(b"k" * 32).decode()],
    }
    return project


@pytest.fixture
def install(project, monkeypatch, tmp_path):
    """Install an app of another package in the project, by its name."""

    def install(name):
        module = types.ModuleType(name)
        module.__path__ = [str(tmp_path)]
        monkeypatch.setitem(sys.modules, name, module)
        project.INSTALLED_APPS = [*project.INSTALLED_APPS, name]

    return install


@pytest.fixture
def find():
    """Return the findings of our checks; with `deploy`, as `check --deploy` does."""

    def find(*, deploy=True):
        return [
            one
            for one in run_checks(
                tags=[Tags.security], include_deployment_checks=deploy
            )
            if one.id.startswith("drf_jwt_2fa.")
        ]

    return find


@pytest.fixture
def found_ids(find):
    """Return the ids of the findings, without the prefix."""
    return lambda **options: [one.id.partition(".")[2] for one in find(**options)]
