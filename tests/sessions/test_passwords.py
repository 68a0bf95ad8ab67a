"""A user sets a new password in one of several sessions."""

import pytest
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt.tokens import AccessToken
from testproject.devices import get_claims, get_code

from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.passwords import renew_session


def change(device, user):
    user.set_password("another horse")
    user.save()
    request = APIRequestFactory().post("/")
    request.auth = AccessToken(device.tokens["access"])
    return device.use(renew_session(request, user))


def test_the_session_goes_on_and_all_others_end(laptop, sign_in, user, clock):
    phone = sign_in("Safari")
    before = laptop.session
    clock.shift(60)

    change(laptop, user)

    session = laptop.session
    assert session.pk != before.pk
    assert session.created_at == before.created_at
    # The password is no second factor.
    assert session.auth_time == before.auth_time
    assert get_claims(laptop.tokens["access"])["auth_time"] == before.auth_time
    assert laptop.post_refresh().status_code == 200
    assert get_code(phone.post_refresh()) == (401, "password_changed")
    assert Session.objects.get(pk=before.pk).ended_by == "password"
    # It moves the epoch, too: nothing of before counts as recent.
    assert laptop.client.get("/2fa-method/").status_code == 200


def test_a_token_from_before_a_step_up_becomes_none_from_after_it(laptop, user, clock):
    old = laptop.tokens["access"]
    first = laptop.session.auth_time
    clock.shift(60)
    laptop.step_up()
    laptop.tokens["access"] = old

    change(laptop, user)

    assert get_claims(laptop.tokens["access"])["auth_time"] == first


def test_without_claims_the_session_keeps_what_it_shows(sign_in, user, configure):
    configure(METHODS=["drf_jwt_2fa.methods.CodeSender"], AUTH_CLAIMS=False)
    laptop = sign_in()
    before = laptop.session

    change(laptop, user)

    session = laptop.session
    assert (session.acr, session.auth_time) == (before.acr, before.auth_time)
    assert "acr" not in get_claims(laptop.refresh_token)


@pytest.mark.parametrize("auth", [None, AccessToken])
def test_a_request_without_a_session_begins_one(user, auth, clock):
    request = APIRequestFactory().post("/")
    request.auth = auth and auth()

    tokens = renew_session(request, user)

    session = Session.objects.get()
    assert (session.acr, session.auth_time) == ("", 0)
    assert get_claims(tokens["refresh"])["sid"] == session.pk.hex
