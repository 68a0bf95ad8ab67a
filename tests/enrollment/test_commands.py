"""The commands for administrators."""

import base64

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from testproject.enrolling import begin, enroll, get_enrolled
from testproject.models import Member

from drf_jwt_2fa.enrollment.management.commands import report_2fa, rotate_2fa_keys
from drf_jwt_2fa.enrollment.models import EnrolledMethod, PendingEnrollment, TotpSecret

KEY, OTHER = (base64.b64encode(bytes([n] * 32)).decode() for n in (1, 2))


@pytest.fixture
def run(capsys):
    def run(*args, **options):
        call_command(*args, **options)
        return capsys.readouterr().out.splitlines()

    return run


def test_a_user_is_reset(user, enrolled, run):
    assert run("reset_2fa", "ann") == ["Removed from ann: totp, recovery-code"]

    assert get_enrolled(user) == []
    assert len(mail.outbox) == 1


def test_a_user_without_methods_is_reset_to_the_same(user, run):
    assert run("reset_2fa", "ann") == ["Removed from ann: nothing, there was none"]


def test_a_user_who_does_not_exist_is_an_error(db, run):
    with pytest.raises(CommandError, match="no user called 'nobody'"):
        run("reset_2fa", "nobody")


@pytest.fixture
def people(clock, django_user_model):
    ann, bob, *_others = (
        django_user_model.objects.create_user(name, is_staff=name in {"ann", "cid"})
        for name in ("ann", "bob", "cid", "dan")
    )
    django_user_model.objects.filter(username="dan").update(is_active=False)
    enroll(ann)
    EnrolledMethod.objects.filter(name="totp").update(
        last_used_at="2030-02-03T00:00:00Z"
    )
    enroll(bob)
    EnrolledMethod.objects.filter(user=bob, name="totp").update(
        disabled_at="2030-02-03T00:00:00Z"
    )


ANN = (
    "ann\ttotp since 2030-01-01, last used 2030-02-03;"
    " recovery-code since 2030-01-01, never used"
)
BOB = (
    "bob\ttotp since 2030-01-01, never used, disabled;"
    " recovery-code since 2030-01-01, never used"
)
CID = "cid\tnone"


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ([], [ANN, BOB, CID]),
        (["--staff"], [ANN, CID]),
        (["--missing"], [CID]),
        (["--staff", "--missing"], [CID]),
    ],
)
@pytest.mark.parametrize("batch", [1, 2, 500])
@pytest.mark.usefixtures("people")
def test_the_report(run, options, lines, batch, monkeypatch):
    monkeypatch.setattr(report_2fa, "_BATCH", batch)

    assert run("report_2fa", *options) == lines


@pytest.fixture
def members(db, monkeypatch):
    """Users of another model, without a column for staff."""
    Member.objects.create_user("eva@example.com", "x")
    monkeypatch.setattr(report_2fa, "get_user_model", lambda: Member)
    monkeypatch.setattr(EnrolledMethod.objects, "filter", lambda **kwargs: User.objects)
    return Member


@pytest.mark.usefixtures("members")
def test_a_user_model_without_staff(run):
    assert run("report_2fa") == ["eva@example.com\tnone"]
    with pytest.raises(CommandError, match="who is staff"):
        run("report_2fa", staff=True)


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
    assert run("rotate_2fa_keys")[-1].startswith("10 secrets")


@pytest.mark.usefixtures("many")
def test_a_rotation_can_be_interrupted_and_run_again(run, settings, monkeypatch):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY]}
    rotate, rotated = rotate_2fa_keys._rotate, []

    def interrupt(row):
        if len(rotated) == 3:
            raise KeyboardInterrupt
        rotated.append(row)
        return rotate(row)

    monkeypatch.setattr(rotate_2fa_keys, "_rotate", interrupt)
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


def test_a_secret_that_is_replaced_in_the_meantime_stays(user, enrolled, settings):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY]}
    old = TotpSecret.objects.get()
    TotpSecret.objects.update(secret="newer")

    assert rotate_2fa_keys._rotate(old)
    assert TotpSecret.objects.get().secret == "newer"
