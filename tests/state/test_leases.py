import random
import time

import pytest

from drf_jwt_2fa.exceptions import CacheUnavailableError
from drf_jwt_2fa.state import leases
from drf_jwt_2fa.state.leases import (
    Place,
    clear_places,
    count_numbers,
    free_place,
    lease,
    take_number,
    take_place,
)


def test_a_lease_is_granted_once(cache):
    until = time.time() + 60

    assert lease(cache, "k", until, 62) is None
    assert lease(cache, "k", until + 5, 62) == until


def test_a_lease_that_the_cache_outlived_can_be_taken_over_once(cache, clock):
    now = time.time()
    lease(cache, "k", now + 2, 300)
    clock.shift(2)

    assert lease(cache, "k", now + 4, 300) is None
    assert lease(cache, "k", now + 5, 300) == now + 4
    assert cache.get("k") == now + 4


def test_of_two_who_see_an_old_lease_one_gets_it(cache, clock):
    now = time.time()
    lease(cache, "k", now + 2, 300)
    clock.shift(2)
    # Another worker has seen the same old lease and is about to replace it.
    assert cache.add(f"k:{now + 2}", True, 300)

    assert lease(cache, "k", now + 4, 300) == now + 4
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


def test_a_lease_that_was_freed_in_between_can_be_had():
    assert lease(Stub([False, True], [None]), "k", 1234.5, 60) is None


def test_a_cache_that_refuses_what_it_does_not_have_is_an_outage(caplog):
    with pytest.raises(CacheUnavailableError):
        lease(Stub([False, False], [None, None]), "k", 1234.5, 60)

    assert "refuses to add" in caplog.text


def name(number):
    return "abcdefghijklmnopqrstuvwxyz"[number]


def test_the_first_free_place_is_taken(cache, clock):
    now = time.time()
    places = [take_place(name, 3, now + 60 + n) for n in range(3)]

    assert places == [Place("a", now + 60), Place("b", now + 61), Place("c", now + 62)]
    assert take_place(name, 3, now + 90) == now + 60


def test_a_place_is_free_again_when_its_time_is_up(cache, clock):
    now = time.time()
    take_place(name, 2, now + 60)
    take_place(name, 2, now + 30)
    clock.shift(30)

    assert take_place(name, 2, now + 90) == Place("b", now + 90)
    assert take_place(name, 2, now + 90) == now + 60


def test_a_place_can_be_given_back(cache):
    place = take_place(name, 1, time.time() + 60)

    free_place(place)

    assert take_place(name, 1, time.time() + 60).key == "a"


def test_a_place_whose_time_is_up_is_not_given_back_for_another(cache, clock):
    place = take_place(name, 1, time.time() + 60)
    clock.shift(60)
    assert isinstance(take_place(name, 1, time.time() + 60), Place)

    free_place(place)

    assert not isinstance(take_place(name, 1, time.time() + 60), Place)


def test_a_place_that_a_glance_shows_as_free_is_still_leased(cache, monkeypatch):
    until = time.time() + 60
    take_place(name, 2, until)
    take_place(name, 2, until)
    # Another worker takes "b" after the glance.
    get_many = cache.get_many

    def glance(keys, version=None):
        found = get_many(keys, version)
        return {key: end for key, end in found.items() if key != "b" or len(keys) == 1}

    monkeypatch.setattr(cache, "get_many", glance)

    assert take_place(name, 3, until) == Place("c", until)


def test_of_no_places_none_is_taken(cache):
    until = time.time() + 60

    assert take_place(name, 0, until) == until
    assert cache.get("a") is None


def numbered(number):
    return f"place-{number}"


@pytest.mark.parametrize("limit", [17, 100, 128])
def test_every_place_can_be_had_once(cache, limit):
    until = time.time() + 60

    places = {take_place(numbered, limit, until).key for _ in range(limit)}

    assert places == {numbered(number) for number in range(limit)}
    assert take_place(numbered, limit, until) == until


def test_of_a_great_many_places_there_is_one_when_the_first_are_taken(cache):
    until = time.time() + 60
    places = [take_place(numbered, 10**9, until) for _ in range(40)]

    assert len({place.key for place in places}) == 40
    assert all(int(place.key[6:]) < 10**9 for place in places)


def test_places_beyond_the_limit_are_never_taken(cache, monkeypatch):
    until = time.time() + 60
    monkeypatch.setattr(random, "randint", lambda first, last: last)
    places = {getattr(take_place(numbered, 130, until), "key", None) for _ in range(40)}

    numbers = {int(place[6:]) for place in places - {None}}
    assert numbers == {*range(16), 128, 129}


def test_places_are_given_back_together(cache):
    until = time.time() + 60
    for _ in range(100):
        take_place(numbered, 100, until)

    clear_places(numbered)

    assert take_place(numbered, 100, until) == Place(numbered(0), until)


@pytest.mark.parametrize("limit", [3, 40])
def test_numbers_are_given_once_and_in_order(cache, limit):
    numbers = [take_number(numbered, limit, 60) for _ in range(limit + 2)]

    assert numbers == [*range(1, limit + 1), limit + 1, limit + 1]
    assert count_numbers(numbered) == limit


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 31, 32, 33])
def test_numbers_are_counted(cache, count):
    for _ in range(count):
        take_number(numbered, 10**9, 60)

    assert count_numbers(numbered) == count


def test_a_number_that_another_worker_takes_meanwhile_is_not_given_twice(
    cache, monkeypatch
):
    for _ in range(20):
        take_number(numbered, 10**9, 60)
    # It counted 17 when there were no more.
    monkeypatch.setattr(leases, "count_numbers", lambda make_key: 17)

    assert take_number(numbered, 10**9, 60) == 21


def test_the_number_of_attempts_before_hardly_matters(cache, monkeypatch):
    for number in range(1, 251):
        cache.add(numbered(number), True, 60)
    calls = []
    for name in ("add", "get"):
        method = getattr(cache, name)
        monkeypatch.setattr(
            cache, name, lambda *args, m=method: calls.append(args) or m(*args)
        )

    assert take_number(numbered, 10**9, 60) == 251
    assert len(calls) < 40


def test_a_cache_that_refuses_every_number_is_an_outage(cache, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: False)

    with pytest.raises(CacheUnavailableError):
        take_number(numbered, 3, 60)
