"""The endpoints with which users see and end their sessions."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework_simplejwt.tokens import AccessToken
from testproject.devices import get_code

from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.testing import begin_session

UNKNOWN = "3f0a3c2e-6b0c-4f7e-9a53-6d3c1f2a9b10"


def test_the_list_shows_live_sessions_and_nothing_secret(laptop, sign_in, clock):
    gone = sign_in("Chrome")
    laptop.client.delete(f"/sessions/{gone.key}/")
    clock.shift(5)
    phone = sign_in("Safari/17.0")

    listed = phone.client.get("/sessions/").json()

    assert [one["id"] for one in listed] == [str(phone.key), str(laptop.key)]
    assert listed[0] == {
        "id": str(phone.key),
        "name": "",
        "is_current": True,
        "created_at": "2029-12-31T18:00:05-06:00",
        "last_used_at": "2029-12-31T18:00:05-06:00",
        "expires_at": "2030-01-01T18:00:05-06:00",
        "ip": "127.0.0.1",
        "user_agent": "Safari/17.0",
        "acr": "code-sender",
        "auth_time": 1893456005,
    }


def test_fifty_sessions_take_two_queries(laptop, user):
    for _ in range(49):
        begin_session(user)

    with CaptureQueriesContext(connection) as queries:
        listed = laptop.client.get("/sessions/").json()

    assert len(listed) == 50
    assert len(queries) == 2  # One is for the user of the access token.


def test_at_most_a_hundred_are_listed(laptop, user):
    for _ in range(100):
        begin_session(user)

    assert len(laptop.client.get("/sessions/").json()) == 100


def test_sessions_of_others_are_not_there(laptop, django_user_model):
    bob = django_user_model.objects.create_user("bob", password="x")
    other = begin_session(bob).session

    assert len(laptop.client.get("/sessions/").json()) == 1
    url = f"/sessions/{other.pk}/"
    assert laptop.client.delete(url).status_code == 404
    assert laptop.client.patch(url, {"name": "mine"}).status_code == 404
    other.refresh_from_db()
    assert (other.ended_at, other.name) == (None, "")


@pytest.mark.parametrize(
    "key", ["x", "7", "%00", "3f0a3c2e-6b0c-4f7e-9a53-6d3c1f2a9b10"]
)
def test_what_is_no_session_is_not_found(laptop, key):
    response = laptop.client.delete(f"/sessions/{key}/")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"


def test_ending_one(laptop, sign_in, sent):
    phone = sign_in("Safari")
    sent.clear()

    assert laptop.client.delete(f"/sessions/{phone.key}/").status_code == 204
    assert laptop.client.delete(f"/sessions/{phone.key}/").status_code == 404
    assert get_code(phone.post_refresh()) == (401, "token_not_valid")
    assert laptop.client.delete(f"/sessions/{laptop.key.hex}/").status_code == 204
    assert [more["by"] for _name, _user, more in sent] == ["other", "user"]


def test_somebody_else_may_end_it_first(laptop, sign_in, monkeypatch):
    phone = sign_in("Safari")
    monkeypatch.setattr("drf_jwt_2fa.sessions.views.end", lambda *args: 0)

    assert laptop.client.delete(f"/sessions/{phone.key}/").status_code == 404


def test_ending_all_others(laptop, sign_in):
    phones = [sign_in("Safari"), sign_in("Safari")]

    response = laptop.client.delete("/sessions/")

    assert (response.status_code, response.json()) == (200, {"ended": 2})
    assert [phone.session.ended_by for phone in phones] == ["other", "other"]
    assert laptop.post_refresh().status_code == 200
    assert laptop.client.delete("/sessions/?all=false").json() == {"ended": 0}


def test_ending_all(laptop, sign_in):
    phone = sign_in("Safari")

    assert laptop.client.delete("/sessions/?all=true").json() == {"ended": 2}
    assert phone.session.ended_by == "other"
    assert laptop.session.ended_by == "other"


@pytest.mark.parametrize("wish", ["", "True", "1", "true&all=true"])
def test_a_wish_that_is_not_clear_ends_nothing(laptop, sign_in, wish):
    phone = sign_in("Safari")

    response = laptop.client.delete(f"/sessions/?all={wish}")

    assert response.status_code == 400
    assert list(response.json()) == ["all"]
    assert {one.session.ended_by for one in (laptop, phone)} == {""}


def test_a_token_without_a_session_has_no_present_one(laptop, user):
    token = AccessToken.for_user(user)
    laptop.client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert [one["is_current"] for one in laptop.client.get("/sessions/").json()] == [
        False
    ]
    assert laptop.client.delete("/sessions/?all=true").json() == {"ended": 1}


@pytest.mark.parametrize("start", ["[", '{"name":'])
def test_a_body_that_is_nested_too_deep_is_malformed(laptop, start):
    path, data = f"/sessions/{laptop.key}/", start * 100_000

    response = laptop.client.patch(path, data, content_type="application/json")
    assert response.status_code == 400


def test_an_ended_session_ends_no_other(laptop, sign_in):
    phone = sign_in("Safari")
    phone.client.delete(f"/sessions/{laptop.key}/")

    for method, url in [
        ("delete", "/sessions/"),
        ("delete", f"/sessions/{phone.key}/"),
        ("patch", f"/sessions/{phone.key}/"),
    ]:
        response = getattr(laptop.client, method)(url, {"name": "x"})
        assert get_code(response) == (401, "session_ended")
    assert phone.post_refresh().status_code == 200


def test_a_session_has_a_name(laptop):
    url = f"/sessions/{laptop.key}/"

    response = laptop.client.patch(url, {"name": "Ann's laptop"}, format="json")

    assert response.status_code == 200
    assert response.json()["name"] == "Ann's laptop"
    assert response.json()["is_current"]
    assert laptop.session.name == "Ann's laptop"
    assert laptop.client.patch(url, {"name": ""}).status_code == 200
    for wrong in ({}, {"name": "x" * 65}, {"name": None}, {"name": ["a"]}):
        response = laptop.client.patch(url, wrong, format="json")
        assert response.status_code == 400, wrong


def test_a_second_factor_can_be_required(laptop, configure, clock):
    configure(SESSION_PERMISSIONS=["drf_jwt_2fa.permissions.RecentSecondFactor"])
    clock.shift(200)
    laptop.refresh()
    clock.shift(200)

    assert laptop.client.get("/sessions/").status_code == 200
    response = laptop.client.delete("/sessions/")
    assert get_code(response) == (401, "insufficient_user_authentication")
    laptop.step_up()
    assert laptop.client.delete("/sessions/").status_code == 200


def test_a_permission_may_be_a_class(laptop, configure):
    class Nobody:
        def has_permission(self, request, view):
            return False

    configure(SESSION_PERMISSIONS=[Nobody])

    assert laptop.client.delete("/sessions/").status_code == 403


def test_without_an_access_token_nothing_is_shown(client, db):
    for url in ("/sessions/", f"/sessions/{uuid.uuid4()}/"):
        assert client.delete(url).status_code == 401
    assert client.get("/sessions/").status_code == 401


def test_users_who_may_not_log_in_see_nothing(laptop, settings):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": "builtins.callable"}

    assert laptop.client.get("/sessions/").status_code == 401


@pytest.mark.parametrize(
    ("url", "methods"),
    [
        ("/sessions/", ["post", "put", "patch"]),
        (f"/sessions/{UNKNOWN}/", ["get", "post", "put"]),
        ("/sign-out/", ["get", "put", "delete"]),
    ],
)
def test_there_are_no_other_methods(laptop, url, methods):
    for method in methods:
        assert getattr(laptop.client, method)(url).status_code == 405


@pytest.mark.parametrize("use_json", [True, False])
def test_signing_out(laptop, client, clock, use_json):
    first = laptop.refresh_token
    laptop.refresh()
    clock.shift(60)
    laptop.refresh()
    more = {"content_type": "application/json"} if use_json else {}

    response = client.post("/sign-out/", {"refresh": first}, **more)

    assert (response.status_code, response.content) == (204, b"")
    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")
    assert laptop.session.ended_by == "user"


@pytest.mark.parametrize("body", [{}, {"refresh": ""}, {"refresh": "x" * 4097}])
def test_a_malformed_sign_out(client, db, body):
    assert client.post("/sign-out/", body).status_code == 400


def test_answers_are_not_stored(laptop):
    for response in (
        laptop.client.get("/sessions/"),
        laptop.client.delete("/sessions/"),
    ):
        assert "no-store" in response["Cache-Control"]


def test_sessions_past_their_lifetime_are_not_listed(laptop, configure, clock, sign_in):
    clock.shift(3600)
    phone = sign_in("Safari")
    configure(SESSION_LIFETIME=timedelta(minutes=30))

    listed = phone.client.get("/sessions/").json()

    assert [one["id"] for one in listed] == [str(phone.key)]
    assert Session.objects.count() == 2
