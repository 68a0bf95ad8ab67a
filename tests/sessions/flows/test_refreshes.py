"""Refreshes over HTTP: what each takes, and what ends a session."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Manager
from django.test.utils import CaptureQueriesContext
from rest_framework_simplejwt.tokens import RefreshToken
from testproject.devices import get_claims, get_code
from testproject.enrolling import App, enroll

from drf_jwt_2fa.enrollment.models import Account
from drf_jwt_2fa.enrollment.store.accounts import moving_epoch
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.store import rows


def count(call):
    """Return the first words of the queries that the call makes."""
    with CaptureQueriesContext(connection) as queries:
        response = call()
    return response, [query["sql"].split()[0] for query in queries]


def test_a_refresh_reads_once_and_writes_once(laptop, clock):
    clock.shift(60)

    response, queries = count(laptop.post_refresh)

    assert response.status_code == 200
    assert queries == ["SELECT", "UPDATE"]


def test_a_repeated_one_reads_only(laptop):
    first = laptop.refresh_token
    laptop.refresh()

    response, queries = count(lambda: laptop.post_refresh(first))

    assert response.status_code == 200
    assert queries == ["SELECT"]


def test_a_request_with_an_access_token_asks_for_the_user_alone(laptop):
    response, queries = count(lambda: laptop.client.get("/me/"))

    assert response.status_code == 200
    assert queries == ["SELECT"]


@pytest.mark.parametrize("claims", [True, False])
def test_a_login_takes_one_insert_more(user, api, configure, monkeypatch, claims):
    configure(AUTH_CLAIMS=claims, CODE_TOKEN_THROTTLE_RATE=None)
    api.log_in()  # It begins the epoch of the account.

    def take_second_step():
        code, token = api.get_code_and_token()
        clock_shifted = api.auth_after_wait
        return count(lambda: clock_shifted(token, code))[1]

    with_sessions = take_second_step()
    with monkeypatch.context() as patched:
        patched.setattr("drf_jwt_2fa.sessions.apps.SessionsConfig.hooks", None)
        without = take_second_step()
    assert len(with_sessions) == len(without) + 1
    assert with_sessions.count("INSERT") == 1


def test_only_a_copy_used_late_ends_the_session(laptop, clock):
    first = laptop.refresh_token
    laptop.refresh()

    clock.shift(10)
    assert laptop.post_refresh(first).status_code == 200
    clock.shift(1)
    assert get_code(laptop.post_refresh(first)) == (401, "token_reused")
    assert laptop.session.ended_by == "reuse"


def test_the_end_outlasts_the_transaction_of_the_request(
    laptop, clock, settings, transactional_db
):
    """Errors roll the transaction of a request back, and this is one."""
    first = laptop.refresh_token
    laptop.refresh()
    clock.shift(60)
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        assert get_code(laptop.post_refresh(first)) == (401, "token_reused")
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False

    assert laptop.session.ended_by == "reuse"


def test_a_step_up_keeps_the_session_and_its_old_token_shows_no_second_factor(
    laptop, clock
):
    before, key = laptop.refresh_token, laptop.key
    clock.shift(60)

    laptop.step_up()

    claims = get_claims(laptop.refresh_token)
    assert (laptop.key, claims["gen"]) == (key, 1)
    assert "gen" not in get_claims(laptop.tokens["access"])
    assert laptop.session.auth_time == claims["auth_time"]
    # A second tab, or a thief, with the token of before.
    old = laptop.post_refresh(before).json()
    assert get_claims(old["refresh"])["gen"] == 1
    assert get_claims(old["access"])["auth_time"] == claims["auth_time"] - 60
    assert laptop.post_refresh().status_code == 200
    clock.shift(60)
    assert get_code(laptop.post_refresh(before)) == (401, "token_reused")


def test_a_session_that_has_ended_takes_no_step_up(laptop, sign_in, mailoutbox):
    phone = sign_in()
    begun = laptop.client.post("/step-up/").json()["token"]
    code = mailoutbox[-1].subject.split(":")[0]
    phone.client.delete(f"/sessions/{laptop.key}/")

    assert get_code(laptop.client.post("/step-up/")) == (401, "session_ended")
    data = {"code_token": begun, "code": code}
    assert get_code(laptop.client.post("/auth/", data)) == (401, "session_ended")


def test_another_code_of_a_step_up_keeps_the_session(laptop, clock, mailoutbox):
    begun = laptop.client.post("/step-up/").json()["token"]
    clock.shift(60)
    renewed = laptop.client.post("/challenge/", {"code_token": begun}).json()["token"]
    code = mailoutbox[-1].subject.split(":")[0]

    tokens = laptop.client.post("/auth/", {"code_token": renewed, "code": code}).json()

    assert get_claims(tokens["refresh"])["sid"] == laptop.key.hex


def test_a_change_of_factors_ends_all_others_and_gives_this_one_a_new_name(
    laptop, sign_in, clock, mailoutbox
):
    phone = sign_in("Safari")
    laptop.client.patch(f"/sessions/{laptop.key}/", {"name": "work"}, format="json")
    before = laptop.session
    clock.shift(60)
    laptop.step_up()
    old = laptop.refresh_token
    secret = laptop.client.post("/totp/setup/").json()["secret"]
    answer = laptop.client.post(
        "/totp/confirm/", {"code": App({"secret": secret}).code()}
    )
    assert answer.status_code == 200, answer.content
    laptop.use(answer.json())

    session = laptop.session
    assert session.pk != before.pk
    assert (session.name, session.created_at) == ("work", before.created_at)
    assert get_code(laptop.post_refresh(old)) == (401, "session_ended")
    assert get_code(phone.post_refresh()) == (401, "session_ended")
    assert phone.session.ended_by == "factors"
    assert laptop.post_refresh().status_code == 200


def test_a_change_that_moved_the_epoch_alone_ends_a_session(laptop, user):
    with moving_epoch(user):
        pass

    assert laptop.client.get("/sessions/").json() == []
    assert get_code(laptop.post_refresh()) == (401, "session_ended")
    assert laptop.session.ended_by == "factors"


def test_where_no_methods_are_enrolled_there_is_no_epoch(laptop, user, configure):
    """The app goes together with the configuration of 1.0.0."""
    configure(METHODS=["drf_jwt_2fa.methods.CodeSender"], AUTH_CLAIMS=False)

    assert laptop.refresh()
    assert laptop.client.get("/sessions/").json()[0]["is_current"]


def test_without_claims_of_second_factors_there_are_sessions(
    sign_in, configure, user, clock
):
    configure(METHODS=["drf_jwt_2fa.methods.CodeSender"], AUTH_CLAIMS=False)
    laptop = sign_in()

    assert "acr" not in get_claims(laptop.refresh_token)
    session = laptop.session
    assert (session.epoch, session.acr) == (None, "code-sender")
    assert session.amr.split()[0] == "pwd"
    first = laptop.refresh_token
    clock.shift(60)
    laptop.refresh()
    clock.shift(60)
    assert get_code(laptop.post_refresh(first)) == (401, "token_reused")


def test_an_account_without_an_epoch_stays_without_one(
    laptop, user, monkeypatch, clock
):
    Account.objects.all().delete()
    Session.objects.update(epoch=None)
    assert laptop.refresh()

    # It is begun while a refresh is under way.
    rotate = rows.rotate

    def begin_and_rotate(*args):
        enroll(user)
        return rotate(*args)

    monkeypatch.setattr(rows, "rotate", begin_and_rotate)
    assert get_code(laptop.post_refresh()) == (401, "session_ended")


def test_the_lifetime_of_a_session_counts_from_its_login(laptop, configure, clock):
    configure(SESSION_LIFETIME=timedelta(hours=24))
    start = laptop.session.created_at
    clock.shift(23 * 3600)

    laptop.refresh()
    claims = get_claims(laptop.refresh_token)
    assert claims["exp"] == (start + timedelta(hours=24)).timestamp()
    clock.shift(3600 - 60)
    laptop.refresh()
    # Not even the last access token lives longer.
    assert get_claims(laptop.tokens["access"])["exp"] == claims["exp"]
    clock.shift(60)
    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")
    assert laptop.client.get("/sessions/").status_code == 401


def test_a_shorter_lifetime_counts_at_once(laptop, configure, clock):
    clock.shift(3600)
    configure(SESSION_LIFETIME=timedelta(minutes=30))

    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")


def test_a_session_that_nobody_refreshes_expires(laptop, clock):
    session = laptop.session
    assert session.expires_at.timestamp() == get_claims(laptop.refresh_token)["exp"]

    clock.shift(24 * 3600)
    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")


def test_step_ups_make_no_session_last_longer(laptop, configure, clock):
    configure(SESSION_LIFETIME=timedelta(hours=1))
    end = (laptop.session.created_at + timedelta(hours=1)).timestamp()
    clock.shift(50 * 60)
    laptop.refresh()
    laptop.step_up()

    assert get_claims(laptop.refresh_token)["exp"] == end
    assert get_claims(laptop.tokens["access"])["exp"] <= end
    clock.shift(10 * 60)
    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")


def test_changes_of_factors_make_no_session_last_longer(laptop, configure, clock, user):
    configure(SESSION_LIFETIME=timedelta(hours=1))
    start_of_all = laptop.session.created_at
    clock.shift(50 * 60)
    laptop.refresh()
    laptop.step_up()
    secret = laptop.client.post("/totp/setup/").json()["secret"]
    code = App({"secret": secret}).code()
    laptop.use(laptop.client.post("/totp/confirm/", {"code": code}).json())

    end = (start_of_all + timedelta(hours=1)).timestamp()
    assert get_claims(laptop.refresh_token)["exp"] == end


def test_one_session_too_many_ends_the_one_unused_longest(
    sign_in, configure, clock, sent
):
    configure(MAX_SESSIONS_PER_USER=2)
    first = sign_in()
    clock.shift(60)
    second = sign_in()
    clock.shift(60)
    first.refresh()

    third = sign_in()

    assert get_code(second.post_refresh()) == (401, "token_not_valid")
    assert second.session.ended_by == "limit"
    assert first.post_refresh().status_code == third.post_refresh().status_code == 200
    assert [one[0] for one in sent].count("session_ended") == 1


def test_a_user_of_another_session_is_refused(laptop, django_user_model, user):
    bob = django_user_model.objects.create_user("bob", password="x")
    token = RefreshToken(laptop.refresh_token)
    token["user_id"] = str(bob.pk)

    assert get_code(laptop.post_refresh(str(token))) == (401, "token_not_valid")
    assert laptop.post_refresh().status_code == 200


def test_a_new_password_ends_all_sessions(laptop, sign_in, user):
    phone = sign_in()
    user.set_password("another horse")
    user.save()

    for _ in range(2):
        assert get_code(laptop.post_refresh()) == (401, "password_changed")
        assert get_code(phone.post_refresh()) == (401, "password_changed")
    assert laptop.client.get("/sessions/").json() == []


def test_a_hash_that_is_upgraded_ends_the_others(laptop, sign_in, user, settings):
    """As it ends Django's own sessions."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    phone = sign_in()

    assert phone.post_refresh().status_code == 200
    assert get_code(laptop.post_refresh()) == (401, "password_changed")


def test_deactivation_ends_a_session(laptop, user):
    user.is_active = False
    user.save()
    assert get_code(laptop.post_refresh()) == (401, "user_inactive")

    user.is_active = True
    user.save()
    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")
    assert laptop.session.ended_by == "staff"


def test_a_rule_of_the_project_refuses_and_ends_nothing(laptop, settings, user):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": "builtins.callable"}
    assert get_code(laptop.post_refresh()) == (401, "user_inactive")

    settings.SIMPLE_JWT = {}
    assert laptop.post_refresh().status_code == 200


def test_a_deleted_user_has_no_sessions(laptop, user):
    user.delete()

    assert not Session.objects.exists()
    assert get_code(laptop.post_refresh()) == (401, "user_not_found")


def test_a_row_that_is_gone_is_no_session(laptop):
    Session.objects.all().delete()

    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")


def test_a_database_restored_from_a_backup_signs_nobody_out_as_a_thief(
    laptop, clock, caplog
):
    backup = Session.objects.filter(pk=laptop.key).values().get()
    clock.shift(60)
    laptop.refresh()
    laptop.refresh()
    Session.objects.filter(pk=laptop.key).update(**backup)

    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")
    assert laptop.session.ended_at is None
    assert [
        record.levelname for record in caplog.records if record.name == "drf_jwt_2fa"
    ] == ["WARNING"]
    assert "unknown_generation" in caplog.text


def test_a_copy_is_told_to_the_user_the_log_and_who_listens(
    laptop, clock, sent, mailoutbox, caplog
):
    first = laptop.refresh_token
    laptop.refresh()
    clock.shift(60)
    sent.clear()

    for _ in range(2):
        laptop.client.post(
            "/refresh/",
            {"refresh": first},
            HTTP_USER_AGENT="curl/8 {time}",
            REMOTE_ADDR="192.0.2.66",
        )

    assert [name for name, _user, _more in sent] == ["session_ended", "refresh_reused"]
    [mail] = mailoutbox
    assert "192.0.2.66" in mail.body
    assert "curl/8 {time}" in mail.body
    assert "Time: Dec. 31, 2029, 6:01 p.m. (CST)." in mail.body
    warnings = [one for one in caplog.records if one.levelname == "WARNING"]
    assert warnings[0].reason == "copied_token"
    for token in (first, laptop.refresh_token):
        assert token not in caplog.text


@pytest.mark.parametrize("text", ["", "x", "a.b.c", None, ["a"], {"a": 1}, 7])
def test_a_body_that_is_no_refresh_token(laptop, text):
    response = laptop.client.post("/refresh/", {"refresh": text}, format="json")

    assert response.status_code in (400, 401)


def test_an_access_token_is_no_refresh_token(laptop):
    response = laptop.post_refresh(laptop.tokens["access"])

    assert get_code(response) == (401, "token_not_valid")


def test_a_user_whom_the_project_hides_is_not_found(laptop, monkeypatch, user):
    class Hiding(Manager):
        def get_queryset(self):
            return super().get_queryset().filter(is_staff=True)

    manager = Hiding()
    manager.model = type(user)
    monkeypatch.setattr(type(user)._meta, "default_manager", manager)

    assert get_code(laptop.post_refresh()) == (401, "user_not_found")
    type(user)._base_manager.update(is_staff=True)
    assert laptop.post_refresh().status_code == 200
