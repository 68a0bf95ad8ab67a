"""What the access token of a session that has ended can still do."""

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken
from testproject.devices import Device, get_code
from testproject.enrolling import App

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.models import EnrolledMethod
from drf_jwt_2fa.sessions import hooks
from drf_jwt_2fa.sessions.exceptions import SessionEndedError
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.passwords import renew_session
from drf_jwt_2fa.sessions.testing import begin_session


def end_everywhere(owner):
    assert owner.client.delete("/sessions/?all=true").status_code == 200


def sign_out(owner):
    data = {"refresh": owner.refresh_token}
    assert owner.client.post("/sign-out/", data).status_code == 204


def end_by_staff(owner):
    call_command("end_sessions", "ann", verbosity=0)


def use_a_copy(owner):
    copy = owner.refresh_token
    owner.refresh()
    owner.clock.shift(60)
    assert owner.post_refresh(copy).status_code == 401


ENDINGS = [end_everywhere, sign_out, end_by_staff, use_a_copy]


@pytest.fixture
def thief(laptop):
    """Somebody with a copy of the access token."""
    thief = Device(APIClient(), laptop.clock)
    thief.use({"access": laptop.tokens["access"], "refresh": laptop.refresh_token})
    return thief


@pytest.mark.parametrize("end", ENDINGS)
def test_it_enrols_nothing(laptop, thief, end):
    end(laptop)

    assert get_code(thief.client.post("/totp/setup/")) == (401, "session_ended")
    assert not EnrolledMethod.objects.exists()


@pytest.mark.parametrize("end", ENDINGS)
def test_it_confirms_nothing_that_it_began_before(laptop, thief, end):
    code = App(thief.client.post("/totp/setup/").json()).code()
    end(laptop)

    answer = thief.client.post("/totp/confirm/", {"code": code})
    assert get_code(answer) == (401, "session_ended")
    assert not EnrolledMethod.objects.exists()


def test_a_proof_of_a_live_session_helps_it_to_no_change(laptop, thief, user):
    laptop.step_up()
    app = App(laptop.client.post("/totp/setup/").json())
    laptop.use(laptop.client.post("/totp/confirm/", {"code": app.code()}).json())
    thief.use(laptop.tokens)
    phone = Device(APIClient(), laptop.clock)
    sign_in = begin_session(user)
    phone.use({"access": sign_in.access, "refresh": sign_in.refresh})
    laptop.clock.shift(60)
    begun = phone.client.post("/step-up/").json()
    assert phone.client.delete(f"/sessions/{thief.key}/").status_code == 204

    data = {"code_token": begun["token"], "code": app.code()}
    answer = thief.client.post("/recovery-codes/", data)
    assert get_code(answer) == (401, "session_ended")
    # It was not used up.
    assert phone.client.post("/recovery-codes/", data).status_code == 200


def test_a_session_that_ends_while_a_change_is_under_way_is_not_begun_again(
    laptop, thief, monkeypatch
):
    code = App(thief.client.post("/totp/setup/").json()).code()
    confirm = changes.confirm

    def confirm_and_end(*args, **more):
        changed = confirm(*args, **more)
        Session.objects.filter(pk=laptop.key).delete()
        return changed

    monkeypatch.setattr(changes, "confirm", confirm_and_end)
    answer = thief.client.post("/totp/confirm/", {"code": code})
    assert get_code(answer) == (401, "session_ended")
    assert not Session.objects.filter(ended_at=None).exists()


def test_a_new_password_does_not_begin_it_again(laptop, user):
    sign_out(laptop)
    user.set_password("another horse")
    user.save()
    request = APIRequestFactory().post("/")
    request.auth = AccessToken(laptop.tokens["access"])

    with pytest.raises(SessionEndedError):
        renew_session(request, user)
    assert not Session.objects.filter(ended_at=None).exists()


def test_of_two_changes_one_goes_on_with_the_session(laptop, user):
    hooks.end_all(user, "factors", laptop.key.hex)

    with pytest.raises(SessionEndedError):
        hooks.end_all(user, "factors", laptop.key.hex)
    hooks.end_all(user, "factors")


# Refresh tokens from before the app.


@pytest.mark.parametrize("end", [end_everywhere, end_by_staff])
def test_what_ends_all_sessions_ends_tokens_that_have_none_too(
    laptop, user, clock, end
):
    old = str(RefreshToken.for_user(user))
    clock.shift(60)
    laptop.refresh()
    end(laptop)

    assert laptop.post_refresh(old).status_code == 401
    clock.shift(60)
    assert laptop.post_refresh(str(RefreshToken.for_user(user))).status_code == 200


def test_a_reset_ends_them_too(laptop, user, clock):
    old = str(RefreshToken.for_user(user))
    clock.shift(60)
    changes.reset(user)

    assert laptop.post_refresh(old).status_code == 401


def test_signing_out_of_one_session_ends_no_other_token(laptop, user, clock):
    old = str(RefreshToken.for_user(user))
    clock.shift(60)
    sign_out(laptop)

    assert laptop.post_refresh(old).status_code == 200


def test_a_token_that_would_begin_no_session_is_not_valid(laptop, user, clock):
    old = str(RefreshToken.for_user(user))
    assert laptop.client.post("/verify/", {"token": old}).status_code == 200
    clock.shift(60)
    laptop.refresh()
    end_everywhere(laptop)

    answer = laptop.client.post("/verify/", {"token": old})
    assert get_code(answer) == (401, "token_not_valid")


def test_a_copy_is_told_though_the_cache_is_away(
    laptop, configure, clock, monkeypatch, sent
):
    configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
    copy = laptop.refresh_token
    laptop.refresh()
    clock.shift(60)
    sent.clear()
    monkeypatch.setattr(caches["default"], "set_many", None)

    assert laptop.post_refresh(copy).status_code == 503
    assert laptop.session.ended_by == "reuse"
    assert [name for name, *_more in sent] == ["session_ended", "refresh_reused"]
    assert "A copy of a sign-in of yours was used" in mail.outbox[-1].body
    monkeypatch.undo()
    assert get_code(laptop.post_refresh(copy)) == (401, "token_reused")
