"""Users see their trusted devices, and end trust in them."""

import pytest
from testproject.trusting import TrustedClient, get_row

from drf_jwt_2fa.sessions.models import Session, TrustedDevice

DAY = 24 * 3600


@pytest.fixture
def bob(trusted, django_user_model):
    """Somebody else, who is signed in and has a trusted device."""
    django_user_model.objects.create_user("bob", "bob@example.com", "battery staple")
    bob = TrustedClient(trusted.api)
    bob.log_in_with_code(username="bob", password="battery staple")
    return bob


def get_live():
    return Session.objects.filter(ended_at=None).count()


def test_the_list_shows_what_the_user_knows_them_by(trusted, settings):
    settings.TIME_ZONE = "UTC"
    trusted.api.credentials(HTTP_USER_AGENT="Firefox", REMOTE_ADDR="192.0.2.1")
    trusted.log_in()

    response = trusted.call("get", "/devices/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    [shown] = response.json()
    assert shown == {
        "id": str(get_row().uid),
        "name": "",
        "is_current": True,
        "created_at": "2030-01-01T00:00:00Z",
        "last_used_at": "2030-01-01T00:00:00Z",
        "expires_at": "2030-01-31T00:00:00Z",
        "ip": "192.0.2.1",
        "user_agent": "Firefox",
    }


def test_the_list_is_of_the_user_the_last_used_first(trusted, bob, clock):
    phone = TrustedClient(trusted.api)
    clock.shift(DAY)
    phone.log_in_with_code(device_name="phone")

    [first, second] = phone.call("get", "/devices/").json()
    assert (first["name"], first["is_current"]) == ("phone", True)
    assert (second["name"], second["is_current"]) == ("", False)
    clock.shift(DAY)
    trusted.log_in()
    [first, second] = trusted.call("get", "/devices/").json()
    assert (first["name"], first["is_current"]) == ("", True)


def test_no_device_is_the_present_one_without_the_claim(trusted):
    token = trusted.api.log_in()["access"]
    trusted.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    [shown] = trusted.api.get("/devices/").json()
    assert shown["is_current"] is False


def test_what_is_trusted_no_more_is_not_listed(trusted, user):
    user.email = "other@example.com"
    user.save()

    assert trusted.call("get", "/devices/").json() == []


def test_a_step_up_stays_on_its_device(trusted):
    trusted.log_in()
    token = trusted.call("post", "/step-up/").json()["token"]
    data = {"code_token": token, "code": trusted.api.last_mailed_code}
    trusted.tokens = trusted.api.post("/auth/", data).json()

    assert trusted.get_claims()["acr"] == "code-sender"
    [shown] = trusted.call("get", "/devices/").json()
    assert shown["is_current"] is True


def test_a_list_costs_two_queries_beside_the_user(trusted, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert trusted.call("get", "/devices/").status_code == 200


def test_a_device_that_is_ended_is_asked_for_a_code(trusted):
    path = f"/devices/{get_row().uid}/"

    response = trusted.call("delete", path)
    assert (response.status_code, response.content) == (204, b"")
    assert trusted.is_asked_for_a_code()
    # The session goes on.
    assert trusted.call("get", "/me/").status_code == 200
    assert get_live() == 1
    assert trusted.call("delete", path).status_code == 404


@pytest.mark.parametrize("spelling", [str, lambda uid: uid.hex])
def test_an_id_has_two_spellings(trusted, spelling):
    path = f"/devices/{spelling(get_row().uid)}/"

    assert trusted.call("delete", path).status_code == 204


@pytest.mark.parametrize(
    "name", ["3f0a3c2e-6b0c-4f7e-9a53-6d3c1f2a9b10", "x", "1", "%20"]
)
def test_unknown_devices_are_not_found(trusted, name):
    response = trusted.call("delete", f"/devices/{name}/")

    assert (response.status_code, response.json()) == (404, {"detail": "Not found."})
    assert TrustedDevice.objects.exists()


def test_devices_of_others_are_not_found(trusted, bob):
    path = f"/devices/{get_row_of('ann').uid}/?sessions=true"

    assert bob.call("delete", path).status_code == 404
    assert get_live() == 2
    trusted.log_in()


def get_row_of(username):
    return TrustedDevice.objects.get(user__username=username)


def test_the_sessions_of_a_device_end_if_that_is_wanted(trusted, clock):
    trusted.log_in()
    phone = TrustedClient(trusted.api)
    clock.shift(1)
    phone.log_in_with_code()
    row = TrustedDevice.objects.order_by("pk")[0]

    response = phone.call("delete", f"/devices/{row.uid}/?sessions=true")
    assert response.status_code == 204
    # Of three sessions, the one with the code and the one without came from it.
    [session] = Session.objects.filter(ended_at=None)
    assert session.did != row.uid
    refreshed = trusted.api.post("/refresh/", {"refresh": trusted.tokens["refresh"]})
    assert refreshed.status_code == 401
    phone.log_in()


def test_all_devices_end_at_once(trusted, bob):
    TrustedClient(trusted.api).log_in_with_code()
    trusted.api.log_in()

    response = trusted.call("delete", "/devices/")
    assert (response.status_code, response.json()) == (200, {"ended": 2, "sessions": 2})
    assert get_live() == 4
    assert trusted.is_asked_for_a_code()
    bob.log_in(username="bob", password="battery staple")


def test_all_sessions_from_devices_end_with_them(trusted, bob):
    trusted.api.log_in()

    response = trusted.call("delete", "/devices/?sessions=true")
    assert response.json() == {"ended": 1, "sessions": 1}
    # Bob's, and the one that came from no device.
    assert get_live() == 2


@pytest.mark.parametrize("wish", ["", "?sessions=false", "?session=true"])
def test_sessions_end_for_no_other_wish(trusted, wish):
    assert trusted.call("delete", f"/devices/{wish}").status_code == 200
    assert get_live() == 1


@pytest.mark.parametrize("wish", ["", "True", "1", "true&sessions=true"])
def test_a_wish_that_is_not_clear_ends_nothing(trusted, wish):
    for path in ("/devices/", f"/devices/{get_row_of('ann').uid}/"):
        response = trusted.call("delete", f"{path}?sessions={wish}")

        assert response.status_code == 400
        assert list(response.json()) == ["sessions"]
    assert get_live() == 1
    assert TrustedDevice.objects.exists()


@pytest.mark.parametrize("verb", ["get", "delete"])
def test_nobody_else_is_answered(trusted, verb):
    trusted.tokens = {"access": "x"}

    assert trusted.call(verb, "/devices/").status_code == 401
    assert getattr(trusted.api, verb)("/devices/").status_code == 401
    assert TrustedDevice.objects.exists()


def test_a_session_that_has_ended_ends_nothing(trusted):
    Session.objects.all().delete()

    for path in ("/devices/", f"/devices/{get_row().uid}/"):
        response = trusted.call("delete", path)
        assert (response.status_code, response.json()["code"]) == (401, "session_ended")
    assert TrustedDevice.objects.exists()


def test_a_project_may_ask_for_more(trusted, configure, clock):
    configure(SESSION_PERMISSIONS=["drf_jwt_2fa.permissions.RecentSecondFactor"])
    clock.shift(DAY)
    trusted.log_in()

    assert trusted.call("get", "/devices/").status_code == 200
    response = trusted.call("delete", "/devices/")
    assert response.json()["code"] == "insufficient_user_authentication"


@pytest.mark.parametrize("path", ["/devices/", "/devices/x/"])
@pytest.mark.parametrize("verb", ["get", "delete"])
def test_where_no_device_can_be_trusted_there_is_nothing(
    trusted, configure, path, verb
):
    configure(TRUSTED_DEVICE_LIFETIME=None)

    assert trusted.call(verb, path).status_code == 404


@pytest.mark.parametrize("verb", ["post", "put", "patch"])
def test_nothing_else_can_be_done(trusted, verb):
    assert trusted.call(verb, "/devices/").status_code == 405
    assert trusted.call(verb, "/devices/x/").status_code == 405
