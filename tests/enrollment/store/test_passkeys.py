"""The rows of passkeys."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod, Passkey
from drf_jwt_2fa.enrollment.store import passkeys as store
from drf_jwt_2fa.enrollment.testing import create_passkey


@pytest.fixture
def key(user):
    create_passkey(user)
    return Passkey.objects.select_related("method__user").get()


def test_a_user_handle_is_random_and_stays(user, django_user_model):
    other = django_user_model.objects.create_user(username="bob", password="x")
    assert store.find_user_handle(user.pk) is None

    handle = store.get_user_handle(user)

    assert len(handle) == 86
    assert store.get_user_handle(user) == store.find_user_handle(user.pk) == handle
    assert store.get_user_handle(other) != handle


def test_an_account_that_there_is_gets_one(user, django_assert_num_queries):
    Account.objects.create(user=user, epoch=7, password="")

    handle = store.get_user_handle(user)

    assert Account.objects.get().user_handle == handle
    assert Account.objects.get().epoch == 7
    with django_assert_num_queries(1):
        store.get_user_handle(user)


def test_of_two_requests_at_once_the_first_one_chooses_it(user, monkeypatch):
    found = store.find_user_handle

    def find_too_early(user_pk):
        monkeypatch.setattr(store, "find_user_handle", found)
        first.append(store.get_user_handle(user))

    first = []
    monkeypatch.setattr(store, "find_user_handle", find_too_early)

    assert [store.get_user_handle(user)] == first


def test_a_credential_id_is_unique_over_all_users(key, django_user_model):
    other = django_user_model.objects.create_user(username="bob", password="x")
    row = EnrolledMethod.objects.create(
        user=other, name="passkey", created_at=timezone.now()
    )
    columns = {
        "public_key": b"",
        "sign_count": 0,
        "transports": (),
        "aaguid": "",
    }

    for method, is_own in ((row, False), (key.method, True)):
        with pytest.raises(store.PasskeyTakenError) as caught:
            store.add_passkey(method, "x", bytes(key.credential_id), **columns)
        assert caught.value.is_own is is_own
    assert store.find_owner(bytes(key.credential_id)) == key.method.user_id
    assert store.find_owner(b"another") is None
    with pytest.raises(IntegrityError):
        Passkey(
            method=row,
            sign_count=0,
            credential_hash=key.credential_hash,
            created_at=timezone.now(),
        ).save()


def test_the_longest_id_and_the_largest_counter_can_be_stored(key):
    new = store.add_passkey(
        key.method,
        "x",
        b"i" * 1023,
        public_key=b"k" * 1000,
        sign_count=2**32 - 1,
        transports=("internal", "made up"),
        aaguid="",
    )
    new.refresh_from_db()

    assert bytes(new.credential_id) == b"i" * 1023
    assert new.sign_count == 2**32 - 1
    assert store.get_transports(new) == ["internal", "made up"]


@pytest.mark.parametrize(
    ("stored", "sent", "is_fine"),
    [
        (0, 0, True),
        (0, 1, True),
        (7, 8, True),
        (7, 2**32 - 1, True),
        (7, 7, False),
        (7, 6, False),
        (7, 0, False),
    ],
)
def test_a_counter_only_grows_but_for_those_that_do_not_count(
    key, stored, sent, is_fine
):
    key.sign_count = stored
    key.save()

    assert store.note_use(key, sent, is_backed_up=True) is is_fine

    key.refresh_from_db()
    assert key.sign_count == (sent if is_fine else stored)
    assert (key.last_used_at is not None) is is_fine
    assert key.is_backed_up is is_fine


def test_a_counter_that_grew_meanwhile_decides(key):
    Passkey.objects.update(sign_count=9)

    assert not store.note_use(key, 5)
    assert not store.note_use(key, 0)
    assert Passkey.objects.get().sign_count == 9


def test_a_copy_is_marked_once(key):
    assert store.suspect(key)
    assert not store.suspect(key)


def test_a_passkey_is_of_an_enabled_method(key, user):
    assert store.is_of(key, user.pk, "passkey")
    assert store.is_of(key, str(user.pk), "passkey")
    assert not store.is_of(key, user.pk + 1, "passkey")
    assert not store.is_of(key, user.pk, "another")
    key.method.wrong_answers = 100
    assert not store.is_of(key, user.pk, "passkey")
    key.method.wrong_answers, key.method.disabled_at = 0, timezone.now()
    assert not store.is_of(key, user.pk, "passkey")


def test_a_key_that_was_made_elsewhere_has_a_handle_of_its_own(key, user):
    assert store.get_handle_of(key) == store.get_user_handle(user)
    key.user_handle = "imported"
    assert store.get_handle_of(key) == "imported"


def test_a_user_without_an_account_has_none(key):
    Account.objects.all().delete()
    key = store.find_by_credential(bytes(key.credential_id))

    assert store.get_handle_of(key) is None


def test_the_most_recently_used_one_comes_first(user, clock):
    keys = []
    for _number in range(3):
        create_passkey(user)
        keys.append(Passkey.objects.latest("pk"))
        clock.shift(1)
    store.note_use(keys[0], 1)

    found = store.find_passkeys(user.pk, "passkey")

    assert found == [keys[0], keys[2], keys[1]]
    assert store.count_passkeys(user.pk, "passkey") == 3
    assert store.find_passkeys(user.pk, "another") == []


def test_only_one_s_own_can_be_found_and_renamed(key, user):
    assert store.find_passkey(user.pk, "passkey", key.uid) == key
    assert store.rename_passkey(user.pk, "passkey", key.uid, "New").name == "New"
    assert Passkey.objects.get().name == "New"
    for arguments in ((user.pk + 1, "passkey"), (user.pk, "another")):
        with pytest.raises(store.PasskeyNotFoundError):
            store.find_passkey(*arguments, key.uid)
