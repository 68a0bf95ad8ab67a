import time

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.management import call_command

from drf_jwt_2fa.exceptions import (
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
)
from drf_jwt_2fa.state import (
    CodeTokenState,
    claim,
    make_key,
    take_slot,
    timeout_until,
)

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
DATABASE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}
FILE = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}


@pytest.fixture(params=["memory", "database", "file"])
def cache(request, settings, tmp_path):
    """A cache of each kind that Django has without a server."""
    options = {
        "memory": MEMORY,
        "database": {**DATABASE, "LOCATION": "cache_table"},
        "file": {**FILE, "LOCATION": str(tmp_path)},
    }
    settings.CACHES = {"default": options[request.param]}
    if request.param == "database":
        request.getfixturevalue("db")
        call_command("createcachetable")
    cache = caches["default"]
    cache.clear()
    return cache


def make_state(limit=3, site="site", jti="jti", lifetime=300):
    return CodeTokenState(site, jti, time.time() + lifetime, limit)


def test_a_claim_is_granted_once(cache):
    until = time.time() + 60

    assert claim(cache, "k", until, 62) is None
    assert claim(cache, "k", until + 5, 62) == until


def test_a_claim_that_the_cache_outlived_can_be_taken_over_once(cache, clock):
    now = time.time()
    claim(cache, "k", now + 2, 300)
    clock.shift(2)

    assert claim(cache, "k", now + 4, 300) is None
    assert claim(cache, "k", now + 5, 300) == now + 4
    assert cache.get("k") == now + 4


def test_of_two_who_see_an_old_claim_one_gets_it(cache, clock):
    now = time.time()
    claim(cache, "k", now + 2, 300)
    clock.shift(2)
    # Another worker has seen the same old claim and is about to replace it.
    assert cache.add(f"k:{now + 2}", True, 300)

    assert claim(cache, "k", now + 4, 300) == now + 4
    assert cache.get("k") == now + 2


class Forgetful:
    """A cache that refuses to add an entry and then does not have it."""

    def add(self, key, value, timeout):
        return False

    def get(self, key):
        return None


def test_a_claim_that_cannot_be_recorded_is_not_granted():
    assert claim(Forgetful(), "k", 1234.5, 60) == 1234.5


def test_a_fact_lasts_longer_than_it_is_needed(clock):
    assert timeout_until(time.time() + 0.1) >= 2
    assert timeout_until(time.time() + 300) > 300


def test_a_user_has_as_many_slots_as_allowed(cache):
    until = time.time() + 300

    slots = [take_slot("site", 1, until, limit=3) for _ in range(3)]

    assert len({slot.key for slot in slots}) == 3
    with pytest.raises(TooManyCodeTokensError):
        take_slot("site", 1, until, limit=3)


def test_slots_are_those_of_one_user_on_one_site(cache):
    until = time.time() + 300
    take_slot("site", 1, until, limit=1)

    assert take_slot("site", 2, until, limit=1)
    assert take_slot("other-site", 1, until, limit=1)


def test_it_is_told_when_the_first_slot_ends(cache, clock):
    now = time.time()
    take_slot("site", 1, now + 300, limit=2)
    take_slot("site", 1, now + 200.5, limit=2)

    with pytest.raises(TooManyCodeTokensError) as caught:
        take_slot("site", 1, now + 300, limit=2)

    assert caught.value.wait == 201


def test_a_slot_ends_with_its_time(cache, clock):
    take_slot("site", 1, time.time() + 300, limit=1)
    clock.shift(299)
    with pytest.raises(TooManyCodeTokensError):
        take_slot("site", 1, time.time() + 300, limit=1)

    clock.shift(1)

    assert take_slot("site", 1, time.time() + 300, limit=1)


def test_a_slot_can_be_given_back(cache):
    until = time.time() + 300
    take_slot("site", 1, until, limit=1).free()

    assert take_slot("site", 1, until, limit=1)


def test_a_slot_can_be_kept_longer_but_not_made_shorter(cache, clock):
    now = time.time()
    slot = take_slot("site", 1, now + 10, limit=1)
    slot.last_until(now + 12)
    slot.last_until(now + 5)
    clock.shift(11)

    with pytest.raises(TooManyCodeTokensError) as caught:
        take_slot("site", 1, now + 300, limit=1)

    assert caught.value.wait == 1


def test_no_slot_at_all_means_nobody_gets_one(cache, clock):
    with pytest.raises(TooManyCodeTokensError):
        take_slot("site", 1, time.time() + 300, limit=0)


def test_a_code_token_gives_back_the_slot_it_has(cache):
    until = time.time() + 300
    take_slot("site", 1, until, limit=1).give_to("site", "jti")

    make_state().free_slot()

    assert take_slot("site", 1, until, limit=1)


def test_a_code_token_without_a_slot_gives_none_back(cache):
    until = time.time() + 300
    take_slot("site", 1, until, limit=1).give_to("site", "other jti")

    make_state().free_slot()

    with pytest.raises(TooManyCodeTokensError):
        take_slot("site", 1, until, limit=1)


def test_a_code_token_is_spent_once(cache):
    state = make_state()
    state.check_unspent("proof")

    state.spend("proof")

    with pytest.raises(TokenAlreadyUsedError):
        state.spend("another")


def test_who_has_the_proof_is_told_that_the_token_is_spent(cache):
    make_state().spend("proof")

    make_state().check_unspent("another")
    with pytest.raises(TokenAlreadyUsedError):
        make_state().check_unspent("proof")


@pytest.mark.parametrize("ask_anew", [True, False])
def test_attempts_are_counted_up_to_the_limit(cache, ask_anew):
    state = make_state(limit=3)
    for _ in range(3):
        state.count_attempt()
        state = make_state(limit=3) if ask_anew else state

    for _ in range(2):
        with pytest.raises(TooManyAuthAttemptsError):
            state.count_attempt()


def test_where_incr_is_not_atomic_it_is_not_used(cache):
    if cache.incr.__func__ is not BaseCache.incr:
        return  # The memory cache has an atomic one.
    make_state(limit=3).count_attempt()
    # What a count that is read and written back, by several at once, comes to.
    cache.set(make_key("attempts", "site", "jti"), 1)
    make_state(limit=3).count_attempt()
    cache.set(make_key("attempts", "site", "jti"), 1)
    make_state(limit=3).count_attempt()
    cache.set(make_key("attempts", "site", "jti"), 1)

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=3).count_attempt()


def test_a_spent_token_has_an_attempt_more_that_evaluates_nothing(cache):
    assert make_state(limit=2).count_attempt()
    make_state().spend("proof")

    assert make_state(limit=2).count_attempt()
    assert not make_state(limit=2).count_attempt()

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=2).count_attempt()


def test_a_spent_token_with_too_many_failures_is_dead_for_everybody(cache):
    make_state().count_attempt()
    make_state().spend("proof")
    make_state(limit=2).count_attempt()
    with pytest.raises(TokenAlreadyUsedError):
        make_state(limit=2).check_unspent("proof")

    make_state(limit=2).count_attempt()

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=2).check_unspent("proof")


def test_without_a_limit_nothing_is_counted(cache):
    for _ in range(20):
        make_state(limit=None).count_attempt()
    make_state().spend("proof")

    with pytest.raises(TokenAlreadyUsedError):
        make_state(limit=None).check_unspent("proof")
    make_state(limit=1).count_attempt()


def test_every_code_token_has_attempts_of_its_own(cache):
    make_state(limit=1).count_attempt()

    make_state(limit=1, jti="other").count_attempt()
    make_state(limit=1, site="other").count_attempt()


def test_a_count_does_not_end_before_the_token(cache, clock):
    state = make_state(limit=2)
    state.count_attempt()
    clock.shift(150)
    state.count_attempt()
    state.spend("proof")
    clock.shift(150)

    now = make_state(limit=2, lifetime=0)
    with pytest.raises(TokenAlreadyUsedError):
        now.check_unspent("proof")
    assert not now.count_attempt()


def test_a_count_that_vanishes_between_two_calls_is_exhausted(monkeypatch, settings):
    settings.CACHES = {"default": MEMORY}
    make_state().count_attempt()

    def vanish(key):
        raise ValueError("Key not found")

    monkeypatch.setattr(caches["default"], "incr", vanish)

    with pytest.raises(TooManyAuthAttemptsError):
        make_state().count_attempt()
