"""What happens while a refresh is under way."""

import pytest
from django.test import Client
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import RefreshToken
from testproject.devices import get_claims, get_code
from testproject.enrolling import enroll

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.store.accounts import moving_epoch
from drf_jwt_2fa.sessions import refreshing
from drf_jwt_2fa.sessions.models import EndedBy, Session
from drf_jwt_2fa.sessions.store import rows
from drf_jwt_2fa.sessions.testing import begin_session


@pytest.fixture
def meanwhile(monkeypatch):
    """Do something between the read and the write of the next refresh, once."""

    def prepare(change):
        rotate = rows.rotate

        def change_and_rotate(*args):
            monkeypatch.setattr(rows, "rotate", rotate)
            change()
            return rotate(*args)

        monkeypatch.setattr(rows, "rotate", change_and_rotate)

    return prepare


def test_a_sign_out_wins(laptop, meanwhile):
    data = {"refresh": laptop.refresh_token}
    meanwhile(lambda: Client().post("/sign-out/", data))

    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")
    assert laptop.session.generation == 0


def test_a_reset_wins(laptop, meanwhile, user):
    enroll(user)
    Session.objects.update(ended_at=None)
    laptop.client.credentials()
    Session.objects.update(epoch=rows.find(laptop.key).epoch)
    meanwhile(lambda: changes.reset(user))

    assert get_code(laptop.post_refresh()) == (401, "session_ended")


def test_an_epoch_that_moves_alone_wins(laptop, meanwhile, user):
    def move():
        with moving_epoch(user):
            pass

    meanwhile(move)

    assert get_code(laptop.post_refresh()) == (401, "session_ended")
    assert laptop.session.ended_by == "factors"


def test_a_new_password_wins(laptop, meanwhile, user):
    def change():
        user.set_password("another horse")
        user.save()

    meanwhile(change)

    assert get_code(laptop.post_refresh()) == (401, "password_changed")


def test_a_deactivation_wins(laptop, meanwhile, user):
    meanwhile(lambda: type(user).objects.update(is_active=False))

    assert get_code(laptop.post_refresh()) == (401, "user_inactive")


def test_a_deletion_wins(laptop, meanwhile, user):
    meanwhile(user.delete)

    assert get_code(laptop.post_refresh()) == (401, "user_not_found")


def test_another_refresh_is_answered_alike(laptop, meanwhile, clock):
    first, answers = laptop.refresh_token, []

    def refresh():
        clock.shift(2)  # Else the two would be alike by chance.
        answers.append(Client().post("/refresh/", {"refresh": first}).json())

    meanwhile(refresh)

    assert laptop.post_refresh().json()["refresh"] == answers[0]["refresh"]
    assert laptop.session.generation == 1


def test_a_row_that_never_stays_the_same_is_given_up(laptop, monkeypatch):
    monkeypatch.setattr(rows, "rotate", lambda *args: False)

    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")


def test_a_copy_that_somebody_else_noticed_is_told_once(
    laptop, monkeypatch, mailoutbox, clock
):
    first = laptop.refresh_token
    laptop.refresh()
    clock.shift(60)
    monkeypatch.setattr(refreshing, "mark_ended", lambda *args: 0)

    assert get_code(laptop.post_refresh(first)) == (401, "token_reused")
    assert mailoutbox == []


def test_a_token_that_cannot_be_read_is_not_valid():
    class Broken(RefreshToken):
        def __init__(self, text):
            raise RecursionError

    with pytest.raises(InvalidToken):
        refreshing.read(Broken, "x")


def test_a_session_deleted_right_after_it_was_adopted(user, client, monkeypatch):
    monkeypatch.setattr(refreshing, "adopt", lambda *args: None)
    token = RefreshToken.for_user(user)

    assert get_code(client.post("/refresh/", {"refresh": str(token)})) == (
        401,
        "token_not_valid",
    )


def test_the_address_and_user_agent_are_those_of_the_last_refresh(laptop, configure):
    laptop.client.post(
        "/refresh/",
        {"refresh": laptop.refresh_token},
        REMOTE_ADDR="192.0.2.9",
        HTTP_USER_AGENT="Firefox/129",
    )
    session = laptop.session
    assert (session.ip, session.user_agent) == ("192.0.2.9", "Firefox/129")


def test_what_was_recorded_stays_if_nothing_is_recorded_any_more(laptop, configure):
    before = laptop.session
    configure(RECORD_CLIENTS=False)

    laptop.refresh()

    assert laptop.session.user_agent == before.user_agent


def test_a_token_class_of_the_project_has_its_own_lifetime(user, clock):
    from datetime import timedelta  # noqa: PLC0415

    class Short(RefreshToken):
        lifetime = timedelta(hours=1)

    token = Short(begin_session(user).refresh)
    clock.shift(60)
    refresh, _access = refreshing.exchange(token, None)

    claims = get_claims(str(refresh))
    assert claims["exp"] - claims["iat"] == 3600


def test_ended_by_says_why(laptop):
    assert {one.value for one in EndedBy} >= {"user", "other", "reuse"}
    assert max(len(one.value) for one in EndedBy) <= 16
