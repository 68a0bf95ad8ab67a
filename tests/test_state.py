import time

import pytest
from django.core.cache import caches
from django.core.management import call_command

from drf_jwt_2fa.exceptions import (
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
)
from drf_jwt_2fa.state import CodeTokenState, Slot, claim, take_slot, timeout_until

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


@pytest.fixture
def state(cache):
    return CodeTokenState("site", "jti", time.time() + 300)


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


def test_a_code_token_gives_back_the_slot_it_has(cache, state):
    slot = take_slot("site", 1, state.expires_at, limit=1)
    state.remember_slot(slot)
    state.free_slot()

    assert take_slot("site", 1, state.expires_at, limit=1)


def test_a_code_token_without_a_slot_gives_none_back(cache, state):
    cache.set("k", "somebody else's")
    state.free_slot()
    Slot("other", 1.0).free()

    assert cache.get("k") == "somebody else's"


def test_a_code_token_is_spent_once(state):
    assert state.get_spending_proof() is None

    state.spend("proof")

    assert state.get_spending_proof() == "proof"
    with pytest.raises(TokenAlreadyUsedError):
        state.spend("another")
    assert state.get_spending_proof() == "proof"


def test_attempts_are_counted_up_to_the_limit(state):
    for _ in range(3):
        state.check_attempts_left(3)
        state.count_attempt(3)

    with pytest.raises(TooManyAuthAttemptsError):
        state.check_attempts_left(3)
    for _ in range(2):
        with pytest.raises(TooManyAuthAttemptsError):
            state.count_attempt(3)


def test_every_code_token_has_attempts_of_its_own(state):
    state.count_attempt(1)

    CodeTokenState("site", "other jti", state.expires_at).count_attempt(1)
    CodeTokenState("other-site", "jti", state.expires_at).count_attempt(1)


def test_a_count_does_not_end_before_the_token(cache, clock):
    state = CodeTokenState("site", "jti", time.time() + 300)
    state.count_attempt(2)
    clock.shift(150)
    state.count_attempt(2)
    state.spend("proof")
    clock.shift(150)

    with pytest.raises(TooManyAuthAttemptsError):
        state.count_attempt(2)
    assert state.get_spending_proof() == "proof"


def test_a_count_that_vanishes_between_two_calls_is_exhausted(monkeypatch, settings):
    settings.CACHES = {"default": MEMORY}
    state = CodeTokenState("site", "jti", time.time() + 300)
    state.count_attempt(5)

    def vanish(key):
        raise ValueError("Key not found")

    monkeypatch.setattr(caches["default"], "incr", vanish)

    with pytest.raises(TooManyAuthAttemptsError):
        state.count_attempt(5)
