"""Sessions begin with logins, and go on with step-ups and changes."""

import uuid

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework_simplejwt.tokens import RefreshToken
from testproject.devices import get_claims

from drf_jwt_2fa.login.sessions import Beginning
from drf_jwt_2fa.sessions.exceptions import SessionEndedError
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.starting import start
from drf_jwt_2fa.sessions.store import rows
from drf_jwt_2fa.sessions.testing import begin_session

PROVED = {"acr": "totp", "amr": ["pwd", "otp", "mfa"], "auth_time": 1893456000}

UNKNOWN = "3f0a3c2e6b0c4f7e9a536d3c1f2a9b10"


def test_a_login_begins_a_session(laptop, user, sent):
    session = laptop.session

    assert session.user == user
    assert (session.generation, session.ended_at, session.ended_by) == (0, None, "")
    assert session.user_agent == "Firefox/128.0 (X11; Linux)"
    assert session.ip == "127.0.0.1"
    assert (session.acr, session.amr.split()[0]) == ("code-sender", "pwd")
    claims = get_claims(laptop.refresh_token)
    assert (claims["sid"], claims["gen"]) == (session.pk.hex, 0)
    assert claims["exp"] == session.expires_at.timestamp()


def test_who_listens_is_told(sign_in, user, sent):
    session = sign_in().session

    assert sent == [("session_started", user, {"session": session})]


def test_a_login_that_fails_begins_none(api, user):
    code, token = api.get_code_and_token()
    api.auth(token, f"{code}1")
    api.auth("x.y.z", code)

    assert not Session.objects.exists()


def test_an_enrolment_token_is_of_no_session(api, user, configure):
    configure(TRUSTED_2FA_METHODS=["totp"])

    assert "enrollment_token" in api.log_in()
    assert not Session.objects.exists()


def test_a_device_is_recorded(user):
    token, device = RefreshToken.for_user(user), uuid.uuid4()
    token["did"] = device.hex

    start(token, Beginning(user, None, PROVED))

    assert Session.objects.get().did == device


def test_a_step_up_keeps_the_device(user):
    device = uuid.uuid4()
    session = begin_session(user, did=device).session
    token = RefreshToken.for_user(user)

    start(token, Beginning(user, None, PROVED, continued=session.pk.hex))

    session.refresh_from_db()
    assert token["did"] == device.hex
    assert (session.acr, session.amr, session.auth_time) == (
        "totp",
        "pwd otp mfa",
        1893456000,
    )


@pytest.mark.parametrize("key", [UNKNOWN, "x"])
def test_a_session_that_is_not_there_does_not_go_on(user, key):
    with pytest.raises(SessionEndedError):
        start(RefreshToken(), Beginning(user, None, PROVED, continued=key))


def test_a_session_of_another_user_does_not_go_on(user, django_user_model):
    bob = django_user_model.objects.create_user("bob", password="x")
    key = begin_session(bob).session.pk.hex

    with pytest.raises(SessionEndedError):
        start(RefreshToken(), Beginning(user, None, PROVED, continued=key))


def test_a_session_that_ends_meanwhile_does_not_go_on(user, monkeypatch):
    key = begin_session(user).session.pk.hex
    advance = rows.advance

    def end_and_advance(*args, **columns):
        Session.objects.update(ended_at="2030-01-01T00:00Z", ended_by="user")
        return advance(*args, **columns)

    monkeypatch.setattr(rows, "advance", end_and_advance)

    with pytest.raises(SessionEndedError):
        start(RefreshToken(), Beginning(user, None, PROVED, continued=key))


@pytest.mark.parametrize("replaced", ["x", UNKNOWN])
def test_a_session_in_place_of_none_is_a_new_one(user, replaced):
    start(RefreshToken.for_user(user), Beginning(user, None, PROVED, replaced=replaced))

    assert Session.objects.get().name == ""


def test_a_session_takes_no_place_of_another_users(user, django_user_model):
    bob = django_user_model.objects.create_user("bob", password="x")
    other = begin_session(bob, name="Bob's").session.pk.hex

    start(RefreshToken.for_user(user), Beginning(user, None, PROVED, replaced=other))

    assert Session.objects.get(user=user).name == ""


def test_the_limit_counts_live_sessions_only(user, configure, clock):
    configure(MAX_SESSIONS_PER_USER=1)
    first = begin_session(user).session
    clock.shift(24 * 3600 + 1)

    second = begin_session(user).session

    first.refresh_from_db()
    assert first.ended_at is None  # It has expired.
    begin_session(user)
    second.refresh_from_db()
    assert second.ended_by == "limit"
    assert Session.objects.filter(ended_at=None).count() == 2


def test_a_login_from_a_new_kind_of_client_is_told(sign_in, configure, mailoutbox):
    configure(NOTIFY_NEW_SIGN_INS=True)
    sign_in("Firefox/128.0")
    sign_in("Firefox/129.0")
    mailoutbox.clear()

    sign_in("Safari/17.0")

    _code, notice = mailoutbox
    assert notice.subject == "Somebody signed in to your account from a new device"
    assert "Safari/17.0" in notice.body
    assert "127.0.0.1" in notice.body


@pytest.mark.parametrize(
    "changed",
    [
        {"NOTIFY_NEW_SIGN_INS": False},
        {"NOTIFY_NEW_SIGN_INS": True, "RECORD_CLIENTS": False},
    ],
)
def test_it_is_not_told_if_that_is_not_wanted(sign_in, configure, mailoutbox, changed):
    configure(**changed)
    sign_in("Firefox/128.0")
    mailoutbox.clear()

    sign_in("Safari/17.0")

    assert len(mailoutbox) == 1


def test_a_notice_costs_one_query(user, configure):
    begin_session(user)

    def count():
        with CaptureQueriesContext(connection) as queries:
            begin_session(user)
        return len(queries)

    without = count()
    configure(NOTIFY_NEW_SIGN_INS=True)
    assert count() == without + 1


def test_a_limit_that_cannot_be_kept_lets_the_login_fail(user, configure, monkeypatch):
    configure(MAX_SESSIONS_PER_USER=1, CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
    begin_session(user)
    monkeypatch.setattr(caches["default"], "set_many", None)

    with pytest.raises(Exception, match="temporarily unavailable"):
        begin_session(user)
