import time

import pytest
from django.core.cache import caches
from django.utils import timezone
from drf_jwt_2fa.state.claims import claim, free_place, lock, take_place

from drf_jwt_2fa.exceptions import CacheUnavailableError
from drf_jwt_2fa.state import Place, claims


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


class Stub:
    """A cache that answers `add` and `get` as it is told."""

    def __init__(self, added, found):
        self._added = iter(added)
        self._found = iter(found)

    def add(self, key, value, timeout):
        return next(self._added)

    def get(self, key):
        return next(self._found)


def test_a_claim_that_was_freed_in_between_can_be_had():
    assert claim(Stub([False, True], [None]), "k", 1234.5, 60) is None


def test_a_cache_that_refuses_what_it_does_not_have_is_an_outage(caplog):
    with pytest.raises(CacheUnavailableError):
        claim(Stub([False, False], [None, None]), "k", 1234.5, 60)

    assert "refuses to add" in caplog.text


def test_the_first_free_place_is_taken(cache, clock):
    now = time.time()
    places = [take_place(["a", "b", "c"], now + 60 + n) for n in range(3)]

    assert places == [Place("a", now + 60), Place("b", now + 61), Place("c", now + 62)]
    assert take_place(["a", "b", "c"], now + 90) == now + 60


def test_a_place_is_free_again_when_its_time_is_up(cache, clock):
    now = time.time()
    take_place(["a", "b"], now + 60)
    take_place(["a", "b"], now + 30)
    clock.shift(30)

    assert take_place(["a", "b"], now + 90) == Place("b", now + 90)
    assert take_place(["a", "b"], now + 90) == now + 60


def test_a_place_can_be_given_back(cache):
    place = take_place(["a"], time.time() + 60)

    free_place(place)

    assert take_place(["a"], time.time() + 60).key == "a"


def test_a_place_whose_time_is_up_is_not_given_back_for_another(cache, clock):
    place = take_place(["a"], time.time() + 60)
    clock.shift(60)
    assert isinstance(take_place(["a"], time.time() + 60), Place)

    free_place(place)

    assert not isinstance(take_place(["a"], time.time() + 60), Place)


def test_a_place_that_a_glance_shows_as_free_is_still_claimed(monkeypatch):
    until = time.time() + 60
    take_place(["a"], until)
    take_place(["b"], until)
    # Another worker takes "b" after the glance.
    monkeypatch.setattr(caches["default"], "get_many", lambda keys: {"a": until})

    assert take_place(["a", "b", "c"], until) == Place("c", until)


def test_a_lock_is_held_by_one_at_a_time(cache, monkeypatch):
    monkeypatch.setattr(claims, "_LOCK_ATTEMPTS", 2)
    with lock(cache, "k") as first, lock(cache, "k") as second:
        assert (first, second) == (True, False)

    with lock(cache, "k") as third:
        assert third


def test_a_lock_leaves_nothing_behind(cache):
    with lock(cache, "k"):
        assert cache.get("k")

    assert cache.get("k") is None


def test_a_lock_is_let_go_whatever_happens(cache):
    with pytest.raises(ZeroDivisionError), lock(cache, "k"):
        raise ZeroDivisionError

    with lock(cache, "k") as has_lock:
        assert has_lock


def test_the_lock_of_one_who_died_can_be_had_after_a_while(cache, clock, monkeypatch):
    monkeypatch.setattr(claims, "_LOCK_ATTEMPTS", 2)
    dead = lock(cache, "k")
    assert dead.__enter__()

    clock.shift(9)
    with lock(cache, "k") as has_lock:
        assert not has_lock
    clock.shift(1)
    with lock(cache, "k") as has_lock:
        assert has_lock
        # Not so dead after all: it must not let go what is another's by now.
        dead.__exit__(None, None, None)
        assert cache.get("k") == timezone.now().timestamp() + 10


def test_a_lock_that_is_let_go_in_between_is_no_outage():
    come_and_gone = 29
    stub = Stub([False] * come_and_gone + [True], [None] * come_and_gone)
    stub.incr = stub.delete = lambda key: None

    with lock(stub, "k") as has_lock:
        assert has_lock


def test_a_cache_that_refuses_every_lock_is_an_outage():
    stub = Stub([False] * 30, [None] * 30)
    stub.incr = None

    with pytest.raises(CacheUnavailableError), lock(stub, "k"):
        pytest.fail("It has no lock")


def test_of_two_who_see_the_lock_of_one_who_died_one_gets_it(cache, clock, monkeypatch):
    monkeypatch.setattr(claims, "_LOCK_ATTEMPTS", 2)
    with lock(cache, "k"):
        ended = cache.get("k")
        clock.shift(10)
        assert cache.add(f"k:{ended}", True, 300)

        with lock(cache, "k") as has_lock:
            assert not has_lock
