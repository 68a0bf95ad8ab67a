"""The command that encrypts secrets with the first key."""

import base64

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from testproject.enrolling import begin, enroll

from drf_jwt_2fa.enrollment.management.commands import rotate_2fa_keys
from drf_jwt_2fa.enrollment.models import (
    PendingEnrollment,
    RecoveryCode,
    TotpSecret,
)
from drf_jwt_2fa.enrollment.store.secrets import reseal

KEY, OTHER = (base64.b64encode(bytes([n] * 32)).decode() for n in (1, 2))


def add_users(number, method):
    for count in range(number):
        user = User.objects.create_user(f"user-{count}")
        enroll(user, method)
        begin(user, method)


@pytest.fixture
def many(db, clock, method, monkeypatch):
    monkeypatch.setattr(
        "drf_jwt_2fa.enrollment.methods.recovery_code.method.NUMBER_OF_CODES", 1
    )
    add_users(5, method)


def get_key_ids():
    rows = [*TotpSecret.objects.all(), *PendingEnrollment.objects.all()]
    return {row.key_id for row in rows}


@pytest.mark.usefixtures("many")
def test_secrets_are_encrypted_with_the_first_key(run, settings, verify, method, clock):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY]}

    out = run("rotate_2fa_keys", "--batch-size", "2")

    [key_id] = get_key_ids()
    assert out == [
        "TotpSecret: 3 left",
        "TotpSecret: 1 left",
        "TotpSecret: 0 left",
        "PendingEnrollment: 3 left",
        "PendingEnrollment: 1 left",
        "PendingEnrollment: 0 left",
        f"10 secrets are encrypted with key {key_id} now.",
    ]
    # Without the old key, too.
    settings.SECRET_KEY = "another"
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [OTHER, KEY]}
    assert run("rotate_2fa_keys")[-2].startswith("10 secrets")


@pytest.mark.usefixtures("many")
def test_a_rotation_can_be_interrupted_and_run_again(run, settings, monkeypatch):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY]}
    rotated = []

    def interrupt(row):
        if len(rotated) == 3:
            raise KeyboardInterrupt
        rotated.append(row)
        return reseal(row)

    monkeypatch.setattr(rotate_2fa_keys, "reseal", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run("rotate_2fa_keys")
    assert len(get_key_ids()) == 2
    monkeypatch.undo()

    assert run("rotate_2fa_keys")[-1].startswith("7 secrets")
    assert len(get_key_ids()) == 1
    assert run("rotate_2fa_keys")[-1].startswith("0 secrets")


@pytest.mark.usefixtures("many")
def test_what_no_key_opens_is_told_and_left_alone(run, settings, caplog):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY]}
    lost = TotpSecret.objects.order_by("pk")[2]
    TotpSecret.objects.filter(pk=lost.pk).update(key_id="00000000")

    with pytest.raises(CommandError, match="1 secrets cannot be decrypted"):
        run("rotate_2fa_keys", "--batch-size", "2")

    assert f"user {lost.method.user_id} cannot be decrypted" in caplog.text
    assert len(get_key_ids()) == 2
    lost.refresh_from_db()
    assert lost.key_id == "00000000"


@pytest.mark.usefixtures("enrolled")
def test_a_secret_that_is_replaced_in_the_meantime_stays(run, settings, monkeypatch):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY]}

    def replace_meanwhile(row):
        TotpSecret.objects.update(secret="newer")
        return reseal(row)

    monkeypatch.setattr(rotate_2fa_keys, "reseal", replace_meanwhile)
    run("rotate_2fa_keys")

    assert TotpSecret.objects.get().secret == "newer"


@pytest.mark.usefixtures("many")
def test_recovery_codes_that_need_an_earlier_key_are_told(run, settings):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY]}
    assert "recovery codes" not in str(run("rotate_2fa_keys"))
    # Django's hashes need no key.
    first = RecoveryCode.objects.earliest("pk")
    RecoveryCode.objects.filter(pk=first.pk).update(hash="md5$salt$hash")
    used = RecoveryCode.objects.latest("pk")
    RecoveryCode.objects.filter(pk=used.pk).update(used_at="2030-01-01T00:00:00Z")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]

    assert run("rotate_2fa_keys")[-1].startswith("3 recovery codes of 3 users are")
