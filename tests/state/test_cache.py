import logging
import time

import pytest
from django.core.cache import caches
from rest_framework.exceptions import AuthenticationFailed

from drf_jwt_2fa.exceptions import CacheUnavailableError
from drf_jwt_2fa.state.cache import (
    get_cache,
    get_throttle_cache,
    has_atomic_incr,
    make_key,
    reaching_the_cache,
    refuse,
    reusable_timeout_until,
    timeout_until,
)

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def test_the_settings_name_the_caches(settings):
    settings.CACHES = {
        name: {**MEMORY, "LOCATION": name} for name in ("default", "facts", "throttles")
    }
    assert get_cache() is get_throttle_cache() is caches["default"]

    settings.JWT2FA_AUTH = {"CACHE_ALIAS": "facts"}
    assert get_cache() is get_throttle_cache() is caches["facts"]

    settings.JWT2FA_AUTH["THROTTLE_CACHE_ALIAS"] = "throttles"
    assert get_cache() is caches["facts"]
    assert get_throttle_cache() is caches["throttles"]


@pytest.mark.parametrize("get", [get_cache, get_throttle_cache])
def test_a_cache_that_remembers_nothing_is_refused(settings, caplog, get):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }

    with pytest.raises(CacheUnavailableError):
        get()

    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert "'default' is a dummy cache" in record.getMessage()


def test_whatever_fails_is_an_outage_and_its_cause_is_logged_once(caplog):
    with pytest.raises(CacheUnavailableError) as caught, reaching_the_cache():
        raise ConnectionRefusedError("nobody there")

    assert caught.value.status_code == 503
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert isinstance(record.exc_info[1], ConnectionRefusedError)


def test_an_answer_is_not_an_outage(caplog):
    with pytest.raises(AuthenticationFailed), reaching_the_cache():
        raise AuthenticationFailed

    assert not caplog.records


def test_an_outage_within_an_outage_is_logged_once(caplog):
    with (
        pytest.raises(CacheUnavailableError),
        reaching_the_cache(),
        reaching_the_cache(),
    ):
        raise ConnectionRefusedError

    assert len(caplog.records) == 1


def test_a_fact_lasts_longer_than_it_is_needed(clock):
    assert timeout_until(time.time() + 0.1) >= 2
    assert timeout_until(time.time() + 300) > 300


def test_a_key_that_is_used_again_never_expires_where_that_would_be_a_race(cache):
    timeout = reusable_timeout_until(cache, time.time() + 300)

    is_in_memory = cache is not None and "locmem" in type(cache).__module__
    assert (timeout is not None) is is_in_memory


def test_keys_tell_facts_sites_users_and_names_apart():
    keys = {
        make_key(fact, site, user, name)
        for fact in ("a", "b")
        for site in ("a", "b")
        for user in (1, 2, "1 2")
        for name in ("", "1", "2", "1 2")
    }

    assert len(keys) == 48
    # Memcached takes 250 characters, and none of them white space.
    assert all(len(key) < 200 and " " not in key for key in keys)


def test_all_facts_about_one_user_are_in_one_slot_of_a_redis_cluster():
    keys = [
        make_key(fact, site, 1, name)
        for fact in ("a", "b")
        for site in ("a", "b")
        for name in ("", "1")
    ]

    # What is between the first brace and the next is all that is hashed.
    tags = {key.partition("{")[2].partition("}")[0] for key in keys}
    assert len(tags) == 1
    assert tags.pop() not in ("", make_key("a", "a", 2).partition("{")[2])


def test_a_refusal_says_why_in_the_log(caplog):
    assert refuse("it is full").status_code == 503
    assert "it is full" in caplog.text


def test_an_incr_that_is_a_get_and_a_set_is_not_trusted(cache):
    is_in_memory = "locmem" in type(cache).__module__

    assert has_atomic_incr(cache) is is_in_memory
