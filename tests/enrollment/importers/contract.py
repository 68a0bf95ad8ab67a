"""What holds for every source: tests that each of them runs with its own rows."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from enrollment.importers.conftest import decode, read_tables

from drf_jwt_2fa.enrollment.models import EnrolledMethod, TotpSecret

COMES = {"lossless", "warned", "reported"}
STAYS = {"refused", "downgrade", "nothing"}
# Codes of a package, where they have to be kept by their hashes.
WRITES = {"INSERT", "UPDATE", "DELETE"}


class SourceContract:
    """Subclass it as `Test...`, with the name of the source and of its files."""

    source = ""
    file = ""
    args: tuple[str, ...] = ()
    # Parts of users who come, by name, where they are not all that the facts tell.
    parts: dict[str, set[str]] = {}
    # Users whom the package knows by another name.
    unknown: set[str] = set()

    @pytest.fixture
    def known(self, load):
        return load(self.file)

    @pytest.fixture
    def imported(self, known, run):
        return run(self.source, "--recovery-codes", "keep", *self.args)

    def expect(self, name, facts):
        """Return the names of what the user has enrolled afterwards."""
        if name in self.parts:
            return self.parts[name]
        if facts["verdict"] in STAYS:
            return set()
        found = {"totp"} if "app" in facts else set()
        found |= {"passkey"} if facts.get("passkeys") else set()
        if found and facts.get("recovery_codes"):
            found.add("recovery-code")
        return found

    def test_users_have_what_they_had(self, known, imported, get_user):
        for name, facts in known.users.items():
            user = get_user(known, name)
            assert user.enrolled == self.expect(name, facts), (name, imported.report)

    def test_each_user_is_read_once(self, known, imported):
        lines = imported.report.splitlines()
        came = [line for line in lines if ",imported," in line]
        assert len(came) == len(set(came)) > 0

    def test_a_code_of_each_app_logs_in_once(self, known, imported, get_user, clock):
        for name, facts in known.users.items():
            user = get_user(known, name)
            if "totp" not in user.enrolled:
                continue
            clock.shift(2 * facts["app"]["period"])
            code = user.code()
            assert user.log_in(code) == 200, name
            clock.shift(2)
            assert user.log_in(code) == 401, name

    def test_the_code_of_the_last_step_is_refused(self, known, imported, get_user):
        """The old package may have accepted it a second before."""
        for name, facts in known.users.items():
            user = get_user(known, name)
            if "totp" in user.enrolled and facts["app"]["last_step"] is None:
                assert user.log_in(user.code()) == 401, name

    def test_the_last_step_comes_over(self, known, imported, get_user):
        for name, facts in known.users.items():
            if "totp" in get_user(known, name).enrolled:
                row = TotpSecret.objects.get(method__user__username=name)
                assert facts["app"]["last_step"] in (None, row.last_step)
                app = facts["app"]
                assert (row.digits, row.period) == (app["digits"], app["period"])

    def test_each_recovery_code_logs_in_once(self, known, imported, get_user, clock):
        for name, facts in known.users.items():
            user = get_user(known, name)
            if "recovery-code" not in user.enrolled:
                continue
            code = facts["recovery_codes"][-1]
            assert user.log_in(code, "recovery-code") == 200, (name, code)
            clock.shift(2)
            if len(facts["recovery_codes"]) > 1:
                assert user.log_in(code, "recovery-code") == 401, (name, code)
                for used in facts.get("used_recovery_codes", ())[:1]:
                    clock.shift(2)
                    assert user.log_in(used, "recovery-code") == 401, (name, used)

    def test_all_unused_codes_come_and_no_other(self, known, imported, get_user):
        for name, facts in known.users.items():
            user = get_user(known, name)
            if "recovery-code" in user.enrolled:
                row = user.user.drf_jwt_2fa_methods.get(name="recovery-code")
                assert row.recovery_codes.count() == len(facts["recovery_codes"])

    def test_each_passkey_logs_in(self, known, imported, get_user, clock):
        for name, facts in known.users.items():
            user = get_user(known, name)
            if "passkey" not in user.enrolled:
                continue
            for key in facts["passkeys"]:
                if key["rp_id"] == "example.com":
                    clock.shift(2)
                    assert user.log_in_with_passkey(key) == 200, (name, key)

    def test_what_is_known_of_passkeys_comes_over(self, known, imported, get_user):
        for name, facts in known.users.items():
            user = get_user(known, name)
            if "passkey" not in user.enrolled:
                continue
            rows = user.user.drf_jwt_2fa_methods.get(name="passkey").passkeys.all()
            found = {bytes(row.credential_id): row.user_handle for row in rows}
            assert found == {
                decode(key["credential_id"]): key["user_handle"]
                for key in facts["passkeys"]
            }

    def test_what_is_refused_is_told(self, known, imported):
        for name, facts in known.users.items():
            if facts["verdict"] == "refused" and name not in self.unknown:
                assert "refused" in dict(imported.get(name)).values(), name
            elif facts["verdict"] == "warned":
                outcomes = {outcome for _part, outcome in imported.get(name)}
                assert "warning" in outcomes, name
        assert imported.code == 1

    def test_a_second_run_writes_nothing(self, known, imported, run):
        before = read_tables()
        with CaptureQueriesContext(connection) as captured:
            again = run(self.source, "--recovery-codes", "keep", *self.args)
        verbs = {one["sql"].split()[0] for one in captured.captured_queries}
        assert not verbs & WRITES
        assert read_tables() == before
        assert "already enrolled" in again.out

    def test_a_dry_run_reports_the_same_and_writes_nothing(self, known, run):
        before = read_tables()
        dry = run(self.source, "--recovery-codes", "keep", "--dry-run", *self.args)
        assert read_tables() == before
        real = run(self.source, "--recovery-codes", "keep", *self.args)
        assert dry.report == real.report
        assert dry.code == real.code

    def test_replacing_makes_it_the_same_again(self, known, imported, run, get_user):
        before = [
            (row["user_id"], row["name"]) for row in EnrolledMethod.objects.values()
        ]
        EnrolledMethod.objects.update(wrong_answers=100)
        run(self.source, "--recovery-codes", "keep", "--replace", *self.args)
        rows = EnrolledMethod.objects.exclude(name="passkey")
        assert not rows.filter(wrong_answers__gt=0)
        after = [
            (row["user_id"], row["name"]) for row in EnrolledMethod.objects.values()
        ]
        assert sorted(after) == sorted(before)

    def test_no_output_has_a_secret(self, known, imported):
        outputs = imported.out + imported.report + imported.log
        for secret in known.get_secrets():
            assert secret not in outputs

    def test_nobody_is_told(self, known, sent, run):
        run(self.source, *self.args)
        assert not mail.outbox
        assert sent == []

    def test_nothing_of_the_source_is_changed(self, known, run):
        tables = known.facts["tables"]
        before = [read(table) for table in tables]
        run(self.source, "--recovery-codes", "keep", *self.args)
        assert [read(table) for table in tables] == before


def read(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return cursor.fetchall()
