"""The state between the steps, which nobody can make up."""

import pytest
from django.core import signing
from django.http import HttpResponse
from testproject.admin_login import STATE

from drf_jwt_2fa.claims import STEP_UP
from drf_jwt_2fa.enrollment.admin_site import cookies
from drf_jwt_2fa.enrollment.admin_site.cookies import CODE, ENROLLMENT, State


def keep(rf, state, **more):
    response = HttpResponse()
    cookies.keep(response, rf.get("/", **more), state, "/admin/login/")
    return response.cookies[STATE]


def read(rf, value):
    request = rf.get("/")
    request.COOKIES[STATE] = value
    return cookies.read(request)


@pytest.mark.parametrize(
    "state", [State(CODE, "token", backend="x.Y"), State(ENROLLMENT, "t", STEP_UP)]
)
def test_what_is_kept_is_read(rf, state):
    assert read(rf, keep(rf, state).value) == state


def test_nothing_is_read_where_nothing_is(rf):
    assert cookies.read(rf.get("/")) is None


@pytest.mark.parametrize("value", ["", "x", "a:b", "a:b:c", "é", "\x00"])
def test_what_is_not_ours_is_nothing(rf, value):
    assert read(rf, value) is None


def test_what_is_signed_for_something_else_is_nothing(rf):
    assert read(rf, signing.dumps([CODE, "token", "login", None])) is None


@pytest.mark.parametrize(("kind", "seconds"), [(CODE, 300), (ENROLLMENT, 900)])
def test_it_ends_with_the_token(rf, clock, kind, seconds):
    cookie = keep(rf, State(kind, "token"))

    assert cookie["max-age"] == seconds
    clock.shift(seconds)
    assert read(rf, cookie.value)
    clock.shift(1)
    assert read(rf, cookie.value) is None


def test_an_earlier_key_still_reads_it(rf, settings):
    value = keep(rf, State(CODE, "token")).value
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one, which is as long as the first one was"

    assert read(rf, value) == State(CODE, "token")
    settings.SECRET_KEY_FALLBACKS = []
    assert read(rf, value) is None


def test_another_tenant_reads_nothing(rf, configure):
    configure(TENANT=lambda: "one")
    value = keep(rf, State(CODE, "token")).value
    assert read(rf, value)

    configure(TENANT=lambda: "two")

    assert read(rf, value) is None


def test_it_is_secure_where_the_session_is(rf, settings):
    assert not keep(rf, State(CODE, "t"))["secure"]
    assert keep(rf, State(CODE, "t"), secure=True)["secure"]
    settings.SESSION_COOKIE_SECURE = True
    assert keep(rf, State(CODE, "t"))["secure"]


def test_deleting_it_takes_the_same_path(rf):
    response = HttpResponse()

    cookies.delete(response, rf.get("/"), "/admin/login/")

    cookie = response.cookies[STATE]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/admin/login/")


def test_no_token_is_shown():
    assert "secret" not in repr(State(CODE, "secret"))
