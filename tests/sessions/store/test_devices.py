"""Rows of devices: found by any token, rotated once, few for each user."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from django.db import IntegrityError
from rest_framework_simplejwt.exceptions import AuthenticationFailed

from drf_jwt_2fa.sessions.models import TrustedDevice
from drf_jwt_2fa.sessions.store import devices as store
from drf_jwt_2fa.sessions.store.devices import Binding

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
BINDING = Binding("account", 5)


@pytest.fixture
def add(user):
    """Add a device of Ann's, used so many seconds ago."""

    def add(digest="d0", age=0, binding=BINDING, most=10, left=60):
        now = NOW - age * SECOND
        moments = ("created_at", "proved_at", "rotated_at", "last_used_at")
        columns = {
            "digest": digest,
            "acr": "code-sender",
            "expires_at": NOW + left * SECOND,
            **dict.fromkeys(moments, now),
        }
        return store.add(user, binding, columns, most)

    return add


def get_digests():
    return set(TrustedDevice.objects.values_list("digest", flat=True))


@pytest.mark.parametrize("digests", [["d0"], ["x", "d0"], ["d-1"], ["x", "y", "d0"]])
def test_a_device_is_found_by_its_token_the_one_before_and_older_ones(
    add, digests, django_assert_num_queries
):
    device = add()
    TrustedDevice.objects.update(previous_digest="d-1")

    with django_assert_num_queries(1):
        assert store.find(digests) == device


@pytest.mark.parametrize("digests", [["x"], ["x", "d-1"], ["", "x"]])
def test_it_is_found_by_no_others(add, digests):
    add()
    TrustedDevice.objects.update(previous_digest="d-1")

    assert store.find(digests) is None


def test_of_several_requests_with_one_token_one_rotates(add):
    device = add()

    assert store.rotate(device, "d0", "d1", NOW, user_agent="Firefox")
    assert not store.rotate(device, "d0", "d1", NOW)
    device.refresh_from_db()
    assert (device.digest, device.previous_digest) == ("d1", "d0")
    assert device.rotated_at == device.last_used_at == NOW
    assert device.user_agent == "Firefox"
    assert device.expires_at == NOW + 60 * SECOND


def test_what_is_expired_or_gone_is_not_rotated(add):
    device = add()

    assert not store.rotate(device, "d0", "d1", NOW + 60 * SECOND)
    device.delete()
    assert not store.rotate(replace_pk(device), "d0", "d1", NOW)


def replace_pk(device):
    device.pk = 1
    return device


def test_the_one_unused_longest_goes(add):
    for number, age in enumerate([30, 50, 40]):
        add(f"d{number}", age)

    add("new", most=3)
    assert get_digests() == {"d0", "d2", "new"}
    add("newer", most=1)
    assert get_digests() == {"newer"}


def test_even_a_clock_that_is_behind_keeps_the_new_one(add):
    add("d0")

    add("new", age=5, most=1)
    assert get_digests() == {"new"}


@pytest.mark.parametrize(
    "changed",
    [
        {"binding": replace(BINDING, account="other")},
        {"binding": replace(BINDING, epoch=4)},
        {"binding": replace(BINDING, epoch=None)},
        {"left": 0},
    ],
)
def test_those_that_are_trusted_no_more_go_first(add, changed):
    add("dead", **changed)
    add("d0", age=50)

    add("new", most=2)
    assert get_digests() == {"d0", "new"}


def test_devices_of_others_stay(add, django_user_model):
    add()
    other = django_user_model.objects.create_user("bob")
    TrustedDevice.objects.update(user=other)

    add("new", most=1)
    assert get_digests() == {"d0", "new"}


def test_a_new_device_costs_two_queries_and_one_more_for_the_surplus(
    add, django_assert_num_queries
):
    with django_assert_num_queries(2):
        add("d0")
    with django_assert_num_queries(3):
        add("d1", most=1)


def test_the_list_is_of_what_is_trusted_the_last_used_first(add, user):
    add("d0", age=30)
    add("d1", age=10)
    add("d2", age=20)
    for number, changed in enumerate([{"epoch": 4}, {"account": "x"}]):
        device = add(f"x{number}")
        TrustedDevice.objects.filter(pk=device.pk).update(**changed)
    add("x2", left=-1)

    alive = store.list_alive(user, BINDING, NOW)
    assert [one.digest for one in alive] == ["d1", "d2", "d0"]


def test_devices_without_an_epoch_are_listed_too(add, user):
    binding = Binding("account", None)
    add(binding=binding)

    assert len(store.list_alive(user, binding, NOW)) == 1


def test_a_device_ends_once(add):
    device = add()

    assert store.end(device)
    device.pk = 1
    assert not store.end(device)


def test_a_user_ends_only_their_own(add, user, django_user_model):
    device = add()
    other = django_user_model.objects.create_user("bob")

    assert not store.end_by_id(other, device.uid)
    assert store.end_all(other) == 0
    assert store.end_by_id(user, device.uid)
    assert not store.end_by_id(user, device.uid)
    add("d1")
    add("d2")
    assert store.end_all(user) == 2


def test_expired_ones_are_deleted_in_batches(add, clock):
    for number, device in enumerate([add(f"d{number}") for number in range(5)]):
        device.expires_at = NOW + (number - 2) * SECOND
        device.save()

    clock.move_to(NOW)

    assert list(store.delete_expired(2)) == [2, 1]
    assert get_digests() == {"d3", "d4"}


def test_a_device_of_a_user_who_is_gone_is_not_added(add, monkeypatch):
    def fail(**columns):
        raise IntegrityError

    monkeypatch.setattr(TrustedDevice.objects, "create", fail)
    with pytest.raises(AuthenticationFailed):
        add()
