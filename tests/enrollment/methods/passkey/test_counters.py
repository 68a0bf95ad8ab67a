"""The counters of passkeys, and what they show."""

import logging

import pytest
from django.core import mail
from testproject.passkeys import SETTINGS

from drf_jwt_2fa.enrollment.methods.passkey.counters import note_use
from drf_jwt_2fa.enrollment.methods.passkey.values import Assertion, CeremonyError
from drf_jwt_2fa.enrollment.models import Passkey
from drf_jwt_2fa.enrollment.testing import create_passkey


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS


@pytest.fixture
def key(user):
    create_passkey(user, sign_count=7)
    return Passkey.objects.select_related("method__user").get()


def use(key, count, *, initializes_uv=False, **flags):
    flags = {"is_backup_eligible": False, "is_backed_up": False, **flags}
    assertion = Assertion(
        credential_id=b"",
        user_handle=None,
        sign_count=count,
        is_user_verified=True,
        signed=b"",
        signature=b"",
        **flags,
    )
    note_use(key, assertion, initializes_uv=initializes_uv)
    key.refresh_from_db()


@pytest.mark.parametrize("count", [7, 6, 0])
def test_a_counter_that_does_not_grow_is_refused_and_the_user_told_once(
    key, count, sent, caplog
):
    for _time in range(2):
        with pytest.raises(CeremonyError) as caught:
            use(key, count)
        assert caught.value.reason == "sign_count"

    key.refresh_from_db()
    assert key.sign_count == 7
    assert key.suspected_at is not None
    assert key.last_used_at is None
    assert sent == [("passkey_suspected", key.method.user, {"method": "passkey"})]
    assert [one.subject for one in mail.outbox] == [
        "One of your passkeys may have been copied"
    ]
    assert {one.levelno for one in caplog.records} == {logging.WARNING}
    # The key stays, and works when it counts on.
    use(key, 8)


def test_a_race_is_no_copy(key, sent):
    Passkey.objects.update(sign_count=9)

    with pytest.raises(CeremonyError):
        use(key, 8)

    assert not sent
    assert not mail.outbox


@pytest.mark.parametrize(
    ("count_and_seconds", "is_told"),
    [((8, 9), False), ((8, 10), True), ((7, 0), True), ((0, 0), True)],
)
def test_a_click_too_many_is_no_copy_either(
    key, sent, clock, count_and_seconds, is_told
):
    count, seconds = count_and_seconds
    use(key, 8)
    clock.shift(seconds)

    with pytest.raises(CeremonyError):
        use(key, count)

    assert bool(sent) is is_told


def test_the_copies_of_a_synced_key_count_apart(key, sent):
    use(key, 3, is_backup_eligible=True, is_backed_up=True)

    assert key.sign_count == 7
    assert key.last_used_at is not None
    assert key.is_backed_up
    assert key.suspected_at is None
    assert not sent


@pytest.mark.parametrize(
    ("before", "now", "levels"),
    [
        (False, True, [logging.INFO]),
        (True, False, [logging.WARNING]),
        (None, True, []),
        (None, False, []),
        (True, True, []),
        (False, False, []),
    ],
)
def test_a_changed_eligibility_refuses_nobody(key, before, now, levels, caplog):
    Passkey.objects.update(is_backup_eligible=before)
    key.refresh_from_db()
    caplog.set_level(logging.INFO, logger="drf_jwt_2fa")

    use(key, 8, is_backup_eligible=now)

    assert [one.levelno for one in caplog.records] == levels
    assert key.is_backup_eligible is now


def test_user_verification_is_initialized_where_it_shall_be(key):
    Passkey.objects.update(is_uv_initialized=False)
    use(key, 8)
    assert not key.is_uv_initialized
    use(key, 9, initializes_uv=True)
    assert key.is_uv_initialized
    use(key, 10)
    assert key.is_uv_initialized
