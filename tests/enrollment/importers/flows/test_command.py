"""The command that imports users of other packages, and what it says."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from enrollment.importers.conftest import read_tables

from drf_jwt_2fa.enrollment.importers import NAMES, get_source, writing
from drf_jwt_2fa.enrollment.models import (
    EnrolledMethod,
    Passkey,
    RecoveryCode,
    TotpSecret,
)
from drf_jwt_2fa.enrollment.testing import create_passkey, enroll_app


def get_names(user):
    rows = EnrolledMethod.objects.filter(user__username=user)
    return set(rows.values_list("name", flat=True))


def change(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_tables_that_are_there_are_listed(load, capsys):
    load("two_factor")

    call_command("import_2fa", list=True)

    lines = capsys.readouterr().out.splitlines()
    assert "django-otp\totp_totp_totpdevice\t5 rows" in lines
    assert "two-factor\ttwo_factor_phonedevice\t3 rows" in lines
    assert not any(line.startswith("trench") for line in lines)


@pytest.mark.django_db
@pytest.mark.parametrize("source", NAMES)
def test_without_tables_there_is_nothing_to_read(run, source):
    ran = run(source)

    assert ran.code == 2
    assert f"There is no table of {source} in 'default'." in ran.out


def test_a_source_has_to_be_named():
    with pytest.raises(CommandError, match="Name a source"):
        call_command("import_2fa")


def test_all_done_is_0(load, run):
    load("django_otp")

    ran = run("django-otp", "--user", "anna", "--user", "ben")

    assert ran.code == 0
    assert get_names("anna") == {"totp", "recovery-code"}
    assert get_names("ben") == {"totp"}
    assert EnrolledMethod.objects.count() == 3
    assert "2 users" in ran.out


@pytest.mark.parametrize("source", NAMES)
def test_a_user_without_rows_has_nothing_to_import(load, run, source):
    files = {"drf-jwt-2fa": "drf_jwt_2fa_2_0", "django-mfa2": "mfa2"}
    load(files.get(source, source.replace("-", "_")))
    get_user_model().objects.create_user("zoe")

    ran = run(source, "--user", "zoe")

    assert ran.code == 0
    assert ran.get("zoe") == []


def test_a_user_is_found_by_the_name_that_rows_have(load, run):
    load("mfa2")

    ran = run("django-mfa2", "--user", "anna")

    assert get_names("anna") == {"totp"}
    assert EnrolledMethod.objects.count() == 1
    assert "1 users" in ran.out


def test_who_needs_a_second_factor_may_depend_on_the_user(load, run, settings):
    load("trench")

    def get_fallback(user):
        return "no-2fa" if user.get_username() == "eve" else "code-sender"

    changed = {**settings.JWT2FA_AUTH, "FALLBACK_2FA_METHOD": get_fallback}
    settings.JWT2FA_AUTH = changed

    assert run("trench").code == 1
    assert not EnrolledMethod.objects.exists()


def test_a_user_who_is_not_there_is_an_error(load, run):
    load("django_otp")

    with pytest.raises(CommandError, match="no user called 'nobody'"):
        run("django-otp", "--user", "nobody")


def test_each_import_is_a_line_in_the_log(load, run):
    known = load("django_otp")

    ran = run("django-otp")

    pk = known.users["anna"]["id"]
    assert f"User {pk}: imported totp, 4 recovery codes from django-otp" in ran.log
    assert run("django-otp", "--dry-run", "--replace").log == ""


def test_a_table_of_the_projects_own_model_is_read(load, run):
    load("trench")
    change('ALTER TABLE "trench_mfamethod" RENAME TO "accounts_method"')

    assert run("trench").code == 2
    assert run("trench", "--table", "nothing").code == 2
    run("trench", "--table", "accounts_method")

    assert get_names("anna") == {"totp"}


def test_the_model_of_passkeys_may_be_the_projects_own(load, run):
    load("otp_webauthn")
    old = "django_otp_webauthn_webauthncredential"
    change(f'ALTER TABLE "{old}" RENAME TO "accounts_key"')

    run("otp-webauthn", "--table", "accounts_key")

    assert get_names("anna") == {"passkey"}
    assert get_names("eve") == {"passkey", "totp"}


def test_hashed_codes_are_dropped_unless_they_are_to_be_kept(load, run):
    load("trench")

    ran = run("trench")

    assert get_names("anna") == {"totp"}
    assert get_names("ben") == {"totp", "recovery-code"}
    assert ("recovery-code", "not imported") in ran.get("anna")
    assert "--recovery-codes keep takes them" in ran.out


def test_a_hash_that_no_hasher_knows_is_dropped(load, run, settings):
    load("trench")
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[:1]

    ran = run("trench", "--recovery-codes", "keep")

    assert get_names("anna") == {"totp"}
    assert ("recovery-code", "not imported") in ran.get("anna")


def test_no_more_than_ten_hashes_are_kept(load, run):
    load("trench")
    change(
        "UPDATE trench_mfamethod SET _backup_codes = _backup_codes || '|' ||"
        " _backup_codes || '|' || _backup_codes WHERE user_id = 1"
    )

    ran = run("trench", "--recovery-codes", "keep")

    row = EnrolledMethod.objects.get(user__username="anna", name="recovery-code")
    assert row.recovery_codes.count() == 10
    assert ("recovery-code", "not imported") in ran.get("anna")


def test_who_has_enrolled_here_is_left_alone(load, run):
    load("django_otp")
    app = enroll_app(get_user_model().objects.get(username="anna"))
    before = read_tables()

    ran = run("django-otp", "--user", "anna")

    assert ran.code == 0
    assert read_tables() == before
    assert ran.get("anna") == [
        ("totp", "already enrolled"),
        ("recovery-code", "already enrolled"),
    ]
    run("django-otp", "--user", "anna", "--replace")
    assert read_tables() != before
    assert get_names("anna") == {"totp", "recovery-code"}
    assert app.secret


def test_codes_that_were_used_up_since_are_gone(load, run, get_user):
    known = load("django_otp")
    run("django-otp")
    change("DELETE FROM otp_static_statictoken WHERE device_id = 1")

    run("django-otp", "--replace")

    anna = get_user(known, "anna")
    assert not RecoveryCode.objects.filter(method__user=anna.user).exists()
    assert RecoveryCode.objects.exists()


def test_our_own_codes_outlive_another_app(load, run, get_user):
    known = load("trench")
    hugo = get_user(known, "hugo").user
    enroll_app(hugo).make_recovery_codes()

    run("trench", "--replace")

    assert RecoveryCode.objects.filter(method__user=hugo, origin="").count() == 10


def test_replacing_adds_passkeys_to_what_the_user_has(load, run):
    load("mfa3")
    cara = get_user_model().objects.get(username="cara")
    create_passkey(cara)

    run("mfa3", "--rp-id", "example.com", "--replace")
    ran = run("mfa3", "--rp-id", "example.com", "--replace")

    assert Passkey.objects.filter(method__user=cara).count() == 3
    assert ran.get("cara") == [("passkey", "already enrolled")] * 2


def test_a_key_of_another_user_is_refused(load, run):
    load("mfa3")
    run("mfa3", "--rp-id", "example.com", "--user", "cara")
    change("UPDATE mfa_mfakey SET user_id = 5 WHERE user_id = 3")

    ran = run("mfa3", "--rp-id", "example.com", "--user", "eve")

    assert ("passkey", "refused") in ran.get("eve")
    assert get_names("eve") == set()


@pytest.mark.parametrize(
    ("args", "reason"),
    [((), "--rp-id has to say"), (("--rp-id", "example.org"), "another domain")],
)
def test_keys_for_another_domain_are_refused(load, run, args, reason):
    load("mfa3")

    ran = run("mfa3", *args)

    assert ran.code == 1
    assert get_names("cara") == set()
    assert get_names("dan") == {"totp"}
    assert reason in ran.out


@pytest.mark.parametrize(
    ("left", "lost"),
    [
        ("TotpMethod", "the method passkey is not in METHODS"),
        ("PasskeyMethod", "the method totp is not in METHODS"),
        ("PasskeyMethod", "the method recovery-code is not in METHODS"),
    ],
)
def test_what_the_project_does_not_offer_is_refused(load, run, settings, left, lost):
    load("allauth")
    path = f"drf_jwt_2fa.enrollment.methods.{left}"
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "METHODS": [path]}

    ran = run("allauth")

    assert ran.code == 1
    assert lost in ran.out


def test_users_of_sent_codes_lose_them_without_a_method_that_sends(load, run, settings):
    load("trench")
    methods = settings.JWT2FA_AUTH["METHODS"][:-1]
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "METHODS": methods}

    ran = run("trench")

    assert ran.get("eve") == [("sent codes", "refused")]


@pytest.mark.parametrize("source", ["trench", "django-otp", "django-mfa2"])
def test_nobody_loses_the_second_factor_unasked(load, run, settings, source):
    load({"django-mfa2": "mfa2"}.get(source, source.replace("-", "_")))
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "FALLBACK_2FA_METHOD": "no-2fa"}

    ran = run(source)

    assert ran.code == 1
    assert "1 users have codes by e-mail and nothing else" in ran.out
    assert ran.report.count("the password alone would be enough") == 1
    assert not EnrolledMethod.objects.exists()
    run(source, "--allow-downgrade")
    assert get_names("anna") >= {"totp"}


def test_who_has_an_app_here_is_not_downgraded(load, run, settings):
    load("trench")
    enroll_app(get_user_model().objects.get(username="eve"))
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "FALLBACK_2FA_METHOD": "no-2fa"}

    run("trench", "--user", "eve")

    assert get_names("eve") == {"totp"}


@pytest.mark.parametrize(
    "broken",
    [
        {"decrypt": "nowhere.decrypt"},
        {"period": 0},
        {"database": "elsewhere"},
        {"report": "/no/such/folder/report.csv"},
    ],
)
def test_options_that_cannot_work_are_errors(load, broken):
    load("allauth")

    with pytest.raises(CommandError):
        call_command("import_2fa", "allauth", **broken)
    assert not EnrolledMethod.objects.exists()


def test_rows_that_name_nobody_are_told(load, run):
    load("trench")
    change("PRAGMA ignore_check_constraints = ON")
    change('ALTER TABLE "trench_mfamethod" ADD COLUMN "owner" integer NULL')
    change('UPDATE "trench_mfamethod" SET owner = user_id WHERE user_id < 3')
    change('ALTER TABLE "trench_mfamethod" RENAME COLUMN "user_id" TO "old"')
    change('ALTER TABLE "trench_mfamethod" RENAME COLUMN "owner" TO "user_id"')
    change('UPDATE "trench_mfamethod" SET user_id = 999 WHERE old = 1')

    ran = run("trench")

    assert ran.report.count("the row names no user") == 10
    change("UPDATE trench_mfamethod SET user_id = 'nobody' WHERE old = 1")
    assert "nobody,,user,refused,there is no such user here" in run("trench").report
    assert "999,,user,refused,there is no such user here" in ran.report
    assert get_names("ben") == {"totp", "recovery-code"}


def test_an_error_of_the_database_costs_one_user(load, run, monkeypatch):
    known = load("django_otp")
    write = writing._write

    def fail(user, *args):
        if user.get_username() == "ben":
            raise DatabaseError("secret")
        return write(user, *args)

    monkeypatch.setattr(writing, "_write", fail)
    ran = run("django-otp")

    assert get_names("ben") == set()
    assert get_names("cara") == {"totp"}
    assert ran.get("ben") == [("user", "refused")]
    assert "DatabaseError" in ran.out
    assert known.users["ben"]["app"]["secret"] not in ran.out


def test_a_run_that_was_interrupted_goes_on(load, run, monkeypatch):
    load("django_otp")
    write = writing._write

    def interrupt(user, *args):
        if user.get_username() == "dan":
            raise KeyboardInterrupt
        return write(user, *args)

    monkeypatch.setattr(writing, "_write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run("django-otp")
    assert EnrolledMethod.objects.count() == 4
    monkeypatch.undo()

    run("django-otp")
    assert EnrolledMethod.objects.filter(name="totp").count() == 9


def test_users_are_read_in_batches(load, run, monkeypatch):
    load("django_otp")
    monkeypatch.setattr("drf_jwt_2fa.enrollment.importers.tables.BATCH_SIZE", 3)

    ran = run("django-otp")

    assert ran.out.splitlines()[:6] == [
        f"{done} users" for done in (3, 6, 9, 12, 15, 16)
    ]
    assert EnrolledMethod.objects.filter(name="totp").count() == 9


def test_a_name_is_no_formula_in_the_report(load, run):
    load("trench")
    get_user_model().objects.filter(username="anna").update(username="=1+1")

    assert ",'=1+1," in run("trench").report


def test_tokens_of_before_are_void(load, run, get_user, clock):
    known = load("django_otp")
    anna = get_user(known, "anna")
    begun = anna.begin("code-sender")
    run("django-otp")

    data = {"code_token": begun["token"], "code": "123456"}
    assert anna.api.post("/auth/", data).status_code == 401


@pytest.mark.parametrize("name", NAMES)
def test_every_source_has_a_sentence_and_the_same_verbs(name):
    source = get_source(name)

    assert source.name == name
    assert source.main in {table.name for table in source.tables}
    assert type(source).__doc__.strip()


SETTINGS = {
    "trench": {"TRENCH_AUTH": {"MFA_METHODS": {"app": {"VALIDITY_PERIOD": 60}}}},
    "allauth": {"MFA_TOTP_PERIOD": 60, "MFA_TOTP_DIGITS": 8},
    "dj-rest-auth": {"REST_AUTH": {"MFA_TOTP_PERIOD": 60, "MFA_TOTP_DIGITS": 8}},
    "drf-auth-kit": {"AUTH_KIT": {"MFA_TOTP_DEFAULT_INTERVAL": 60}},
}


def get_parameters():
    row = TotpSecret.objects.get(method__user__username="anna")
    return row.digits, row.period


@pytest.mark.parametrize("source", SETTINGS)
def test_settings_of_the_old_project_say_what_codes_are_like(
    load, run, settings, source
):
    load(source.replace("-", "_"))
    for name, value in SETTINGS[source].items():
        setattr(settings, name, value)

    run(source)

    digits = 8 if "DIGITS" in str(SETTINGS[source]) else 6
    assert get_parameters() == (digits, 60)


@pytest.mark.parametrize("source", [*SETTINGS, "mfa3", "django-mfa"])
def test_so_do_options(load, run, source):
    load(source.replace("-", "_"))

    run(source, "--digits", "8", "--period", "45")

    assert get_parameters() == (8, 45)


@pytest.mark.parametrize(
    "wrong", [{"MFA_TOTP_DIGITS": 7}, {"MFA_TOTP_PERIOD": 0}, {"MFA_TOTP_DIGITS": "x"}]
)
def test_codes_that_no_app_shows_are_refused(load, run, settings, wrong):
    load("allauth")
    for name, value in wrong.items():
        setattr(settings, name, value)

    ran = run("allauth")

    assert ran.get("anna") == [("totp", "refused")]
    assert get_names("anna") == set()
