"""Access tokens of ended sessions, by one look into the cache."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import caches
from rest_framework_simplejwt import state
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from drf_jwt_2fa.exceptions import CacheUnavailableError
from drf_jwt_2fa.sessions.denylist import deny, is_denied

KEY, OTHER = uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def _on(configure):
    configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)


def test_the_tokens_of_a_session_that_has_ended_are_denied(clock):
    deny([KEY])

    assert is_denied(KEY)
    assert not is_denied(OTHER)


def test_that_lasts_longer_than_any_access_token(clock, settings):
    deny([KEY])

    # Simple JWT's default is five minutes; the last may be on its way meanwhile.
    clock.shift(5 * 60 + 30)
    assert is_denied(KEY)
    clock.shift(60)
    assert not is_denied(KEY)


def test_it_lasts_as_long_as_the_tokens_that_are_issued(clock, monkeypatch):
    class LongToken(AccessToken):
        lifetime = timedelta(hours=1)

    monkeypatch.setattr(RefreshToken, "access_token_class", LongToken, raising=False)
    deny([KEY])

    clock.shift(3600 + 30)
    assert is_denied(KEY)


@pytest.mark.parametrize("leeway", [300, timedelta(seconds=300)])
def test_it_lasts_as_long_as_expired_tokens_are_accepted(clock, monkeypatch, leeway):
    monkeypatch.setattr(state.token_backend, "leeway", leeway, raising=False)
    deny([KEY])

    clock.shift(5 * 60 + 300 + 30)
    assert is_denied(KEY)
    clock.shift(60)
    assert not is_denied(KEY)


def test_where_nobody_looks_nothing_is_written(configure, clock):
    configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=False)

    deny([KEY])

    assert not is_denied(KEY)


def test_nothing_is_asked_of_the_cache_for_no_session(monkeypatch):
    monkeypatch.setattr(caches["default"], "set_many", None)

    deny([])


def test_a_cache_that_keeps_nothing_ends_nothing(monkeypatch):
    monkeypatch.setattr(
        caches["default"], "set_many", lambda entries, *args: list(entries)
    )

    with pytest.raises(CacheUnavailableError):
        deny([KEY])


def test_a_cache_that_is_down_lets_nobody_in(monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(caches["default"], "get", fail)
    monkeypatch.setattr(caches["default"], "set_many", fail)

    with pytest.raises(CacheUnavailableError):
        is_denied(KEY)
    with pytest.raises(CacheUnavailableError):
        deny([KEY])
