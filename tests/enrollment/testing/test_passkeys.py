"""Projects test what their users with passkeys do."""

import dataclasses

import pytest
from enrollment.methods.passkey.making import CHALLENGE, SITE, refusal, register, use
from testproject.passkeys import SETTINGS, Holder

from drf_jwt_2fa.enrollment.methods.passkey.options import (
    creation_options,
    request_options,
)
from drf_jwt_2fa.enrollment.models import Passkey
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey

HANDLE = "aGFuZGxl"
CREATION = creation_options(
    challenge=CHALLENGE,
    rp_id="example.org",
    rp_name="Example",
    user_handle=HANDLE,
    user_name="ann",
    display_name="Ann",
    timeout_ms=300_000,
    algorithms=SITE.algorithms,
    exclude=(),
    resident_key="preferred",
    user_verification="preferred",
)
REQUEST = request_options(CHALLENGE, "example.org", 300_000, "preferred", None)
WRONG = [
    ("challenge", "AAAA", "challenge"),
    ("origin", "https://evil.example", "origin"),
    ("type", "webauthn.x", "client_data_type"),
    ("crossOrigin", True, "cross_origin"),
    ("topOrigin", "https://evil.example", "cross_origin"),
    ("rp_id", "example.com", "rp_id"),
]


@pytest.fixture
def key():
    return SoftwarePasskey()


@pytest.mark.parametrize("algorithm", [-7, -8, -257])
def test_a_key_of_each_default_algorithm_registers_and_answers(algorithm):
    key = SoftwarePasskey(algorithm)

    new = register(key.register(CREATION))
    found = use(key.answer(REQUEST), new.public_key)

    assert found.credential_id == new.credential_id == key.credential_id
    assert found.user_handle == HANDLE
    assert new.public_key == key.get_cose_key()
    assert new.transports == ("internal",)


def test_the_properties_of_a_key_are_in_its_answers():
    key = SoftwarePasskey(
        is_user_verified=False, is_synced=True, is_discoverable=False, transports=()
    )

    new = register(key.register(CREATION))
    found = use(key.answer(REQUEST), new.public_key)

    assert (new.is_user_verified, found.is_user_verified) == (False, False)
    assert new.is_backup_eligible
    assert new.is_backed_up
    assert found.is_backup_eligible
    assert found.is_backed_up
    assert new.is_discoverable is False
    assert new.transports == ()
    assert found.user_handle is None


def test_a_key_counts_unless_it_is_synced(key):
    register(key.register(CREATION))
    synced = SoftwarePasskey(is_synced=True)

    counts = [
        use(one.answer(REQUEST), one.get_cose_key()).sign_count
        for one in (key, key, key, synced, synced)
    ]

    assert counts == [1, 2, 3, 0, 0]


def test_a_copy_of_a_key_counts_apart(key):
    register(key.register(CREATION))
    key.answer(REQUEST)
    copy = dataclasses.replace(key)

    counts = [
        use(one.answer(REQUEST), key.get_cose_key()).sign_count
        for one in (key, copy, key)
    ]

    assert counts == [2, 2, 3]


def test_a_key_is_used_on_pages_of_another_origin(key):
    key.origin = "https://app.example.org"
    site = dataclasses.replace(SITE, origins=(key.origin,))

    new = register(key.register(CREATION), site)
    use(key.answer(REQUEST), new.public_key, site)

    with refusal("origin"):
        register(key.register(CREATION))


@pytest.mark.parametrize(("name", "value", "reason"), WRONG)
def test_each_part_of_an_answer_can_be_wrong(key, name, value, reason):
    with refusal(reason):
        register(key.register(CREATION, **{name: value}))
    with refusal(reason):
        use(key.answer(REQUEST, **{name: value}), key.get_cose_key())


def test_other_parts_can_be_wrong_too(key):
    public_key = key.get_cose_key()

    with refusal("signature"):
        use(key.answer(REQUEST, signature="AAAA"), public_key)
    with refusal("user_presence"):
        use(key.answer(REQUEST, flags=0), public_key)
    with refusal("id"):
        register(key.register(CREATION, id="AAAA"))
    wrong = key.answer(REQUEST, userHandle="AAAA", sign_count=7, id="AAAA")
    found = use(wrong, public_key)
    assert (found.user_handle, found.sign_count) == ("AAAA", 7)
    assert found.credential_id == bytes(3)


@pytest.mark.parametrize("name", ["orign", "user_handle", "counter", "is_synced"])
def test_a_part_that_there_is_not_is_an_error(key, name):
    with pytest.raises(TypeError, match=f"no part called '{name}'"):
        key.answer(REQUEST, **{name: "x"})
    with pytest.raises(TypeError, match=f"no part called '{name}'"):
        key.register(CREATION, **{name: "x"})


def test_the_private_key_is_in_no_repr(key):
    assert "private" not in repr(key)


def test_a_user_with_a_passkey_logs_in(user, ann, settings):
    settings.JWT2FA_AUTH = SETTINGS
    key = create_passkey(user)
    holder = Holder(ann)

    assert holder.log_in(key)
    assert holder.log_in_without_password(key)


def test_a_passkey_may_have_other_properties(user, settings):
    settings.JWT2FA_AUTH = SETTINGS
    key = create_passkey(user, is_synced=True, is_discoverable=False, sign_count=7)
    second = create_passkey(user, algorithm=-8, is_user_verified=False)

    first_row, second_row = Passkey.objects.order_by("pk")
    assert bytes(first_row.public_key) == key.get_cose_key()
    assert (first_row.is_backup_eligible, first_row.is_backed_up) == (True, True)
    assert (first_row.is_discoverable, first_row.sign_count) == (False, 7)
    assert bytes(second_row.credential_id) == second.credential_id
    assert second_row.is_uv_initialized is False
    assert first_row.method == second_row.method
    assert key.user_handle == second.user_handle


def test_nobody_hears_of_a_passkey_that_a_test_enrols(user, settings, mailoutbox, sent):
    settings.JWT2FA_AUTH = SETTINGS

    create_passkey(user)

    assert not mailoutbox
    assert not sent
