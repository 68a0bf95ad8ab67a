"""The system checks of the app."""

import pytest
from django.core.checks import run_checks
from rest_framework.permissions import IsAuthenticated

from drf_jwt_2fa.sessions import checks
from drf_jwt_2fa.sessions.apps import SessionsConfig

SLIDING = "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"
THEIRS = "rest_framework_simplejwt.authentication.JWTAuthentication"
OURS = "drf_jwt_2fa.authentication.Jwt2faAuthentication"
ALL = [
    checks.check_token_class,
    checks.check_permissions,
    checks.check_blacklisting,
    checks.check_authentication,
    checks.check_adoption,
]


def get_ids(found):
    return [one.id for one in found]


def test_the_checks_are_registered():
    assert "drf_jwt_2fa.W140" in get_ids(run_checks(include_deployment_checks=True))
    assert "drf_jwt_2fa.W140" not in get_ids(run_checks())


def test_sliding_tokens_are_of_no_session(settings):
    assert checks.check_token_class() == []

    settings.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": SLIDING}
    [found] = checks.check_token_class()
    assert found.id == "drf_jwt_2fa.E040"
    assert "SlidingToken" in found.msg


def test_a_serializer_that_is_not_there_is_reported_elsewhere(settings):
    settings.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": "nowhere.Serializer"}

    assert checks.check_token_class() == []


@pytest.mark.parametrize("wanted", ["nowhere.Permission", "json.nothing", "x", 7])
def test_permissions_that_cannot_be_imported(configure, wanted):
    configure(SESSION_PERMISSIONS=[wanted])

    assert get_ids(checks.check_permissions()) == ["drf_jwt_2fa.E041"]


def test_permissions_that_can(configure):
    configure(SESSION_PERMISSIONS=[IsAuthenticated])
    assert checks.check_permissions() == []

    configure(SESSION_PERMISSIONS="rest_framework.permissions.IsAuthenticated")
    assert checks.check_permissions() == []  # E002 reports it.


def test_permissions_must_be_there(configure):
    configure(SESSION_PERMISSIONS=None)

    assert checks.check_permissions() == []  # E002 reports it.


def test_the_blacklist_would_sign_a_second_tab_out(settings):
    assert checks.check_blacklisting() == []

    settings.SIMPLE_JWT = {"BLACKLIST_AFTER_ROTATION": True}
    assert get_ids(checks.check_blacklisting()) == ["drf_jwt_2fa.W040"]


@pytest.mark.parametrize(
    ("classes", "found"),
    [
        ([OURS], []),
        ([THEIRS], ["drf_jwt_2fa.W041"]),
        ([OURS, THEIRS], ["drf_jwt_2fa.W041"]),
        (["rest_framework.authentication.SessionAuthentication"], []),
        (["builtins.callable"], []),
    ],
)
def test_classes_that_do_not_look(settings, configure, classes, found):
    settings.REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": classes}
    assert checks.check_authentication() == []

    configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
    assert get_ids(checks.check_authentication()) == found


def test_tokens_without_a_session_should_be_refused_one_day(configure):
    assert get_ids(checks.check_adoption()) == ["drf_jwt_2fa.W140"]

    configure(ADOPT_SESSIONS=False)
    assert checks.check_adoption() == []


def test_without_the_app_nothing_is_reported(settings, configure, monkeypatch):
    configure(SESSION_PERMISSIONS=["x"], CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": SLIDING,
        "BLACKLIST_AFTER_ROTATION": True,
    }
    settings.REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [THEIRS]}
    monkeypatch.setattr(SessionsConfig, "hooks", None)

    assert [found for check in ALL for found in check()] == []
