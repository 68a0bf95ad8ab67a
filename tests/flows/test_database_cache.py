"""Logins whose state is in a database cache, in the database of the project."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from testproject.client import other_code


@pytest.fixture(autouse=True)
def _cache(transactional_db, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_table",
        }
    }
    call_command("createcachetable")
    caches["default"].clear()


@pytest.fixture(params=[False, True])
def _atomic_requests(request, monkeypatch):
    """Whether every request is a transaction, which an error response rolls back."""
    database = connections["default"].settings_dict
    monkeypatch.setitem(database, "ATOMIC_REQUESTS", request.param)


@pytest.mark.usefixtures("_atomic_requests")
def test_wrong_codes_are_counted(user, api):
    code, token = api.get_code_and_token()
    for _ in range(5):
        assert api.auth_after_wait(token, other_code(code)).status_code == 401

    assert api.auth_after_wait(token, code).status_code == 403


@pytest.mark.usefixtures("_atomic_requests")
def test_requests_from_one_address_are_counted(user, api):
    for _ in range(12):
        assert api.get_code(password="wrong").status_code == 401

    assert api.get_code().status_code == 429


@pytest.mark.usefixtures("_atomic_requests")
def test_a_login_is_a_login(user, api):
    assert api.log_in()


def test_slots_that_ended_long_ago_are_taken_once(user, api, clock, settings):
    settings.JWT2FA_AUTH = {
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": 1,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
    }
    for _ in range(3):
        assert api.get_code().status_code == 200
        assert api.get_code().status_code == 429
        clock.shift(7 * 24 * 3600)
