"""The attributes of the cookies."""

from http.cookies import Morsel

import django
import pytest
from django.http import HttpRequest, HttpResponse

from drf_jwt_2fa.transport import jar

ATTRIBUTES = ("path", "domain", "secure", "httponly", "samesite", "partitioned")


@pytest.fixture
def configure(settings):
    def configure(**changed):
        settings.JWT2FA_AUTH = changed

    return configure


def keep(*, is_secure=True, value="x"):
    response = HttpResponse()
    jar.keep(response, "refresh", value, 60, is_secure=is_secure)
    [cookie] = response.cookies.values()
    return cookie


def delete(*, is_secure=True):
    response = HttpResponse()
    jar.delete(response, "refresh", is_secure=is_secure)
    [cookie] = response.cookies.values()
    return cookie


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({}, "__Host-refresh"),
        ({"REFRESH_COOKIE_PATH": "/api/"}, "__Secure-refresh"),
        ({"REFRESH_COOKIE_DOMAIN": "example.com"}, "__Secure-refresh"),
    ],
)
def test_the_name_has_the_strongest_prefix_that_its_attributes_allow(
    configure, changed, name
):
    configure(**changed)

    assert keep().key == name
    assert jar.make_name("refresh", is_secure=False) == "refresh"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"REFRESH_COOKIE_PATH": "/api/", "REFRESH_COOKIE_SAMESITE": "Lax"},
        {"REFRESH_COOKIE_DOMAIN": "example.com"},
        {"REFRESH_COOKIE_PARTITIONED": True},
        {"REFRESH_COOKIE_PERSISTENT": False},
    ],
)
@pytest.mark.parametrize("is_secure", [True, False])
def test_it_is_deleted_with_the_attributes_that_it_was_set_with(
    configure, changed, is_secure
):
    configure(**changed)
    kept, deleted = keep(is_secure=is_secure), delete(is_secure=is_secure)

    assert kept.key == deleted.key
    for name in ATTRIBUTES:
        assert dict(kept).get(name) == dict(deleted).get(name), name
    assert (deleted.value, deleted["max-age"]) == ("", 0)


def test_a_session_cookie_has_no_age(configure):
    configure(REFRESH_COOKIE_PERSISTENT=False)

    cookie = keep()
    assert cookie["max-age"] == cookie["expires"] == ""


def test_an_expired_token_is_kept_for_no_time():
    response = HttpResponse()
    jar.keep(response, "refresh", "x", -5, is_secure=True)

    assert response.cookies["__Host-refresh"]["max-age"] == 0


@pytest.mark.skipif(django.VERSION < (3, 1), reason="Django knows no SameSite=None")
def test_a_cookie_can_be_kept_apart_for_each_site(configure):
    configure(REFRESH_COOKIE_PARTITIONED=True, REFRESH_COOKIE_SAMESITE="None")
    known = "partitioned" in Morsel._reserved

    assert "; Partitioned" in keep().OutputString()
    # The class of all cookies of the process stays as it is.
    assert ("partitioned" in Morsel._reserved) is known
    assert "Partitioned" not in keep(is_secure=False).OutputString()


def test_what_is_not_there_is_not_read():
    request = HttpRequest()
    request.META["HTTP_COOKIE"] = "__Host-refresh=; refresh=x"

    assert jar.read(request, "refresh", is_secure=True) is None
    assert jar.read(request, "refresh", is_secure=False) == "x"


@pytest.mark.parametrize(
    "blank", ["\u2000", "\u0085", "\u00a0", "\u3000", "\x0b", "\x1c"]
)
def test_a_name_that_browsers_take_for_another_one_is_another_one(blank):
    """A subdomain may set it: browsers see no prefix, and Django strips the blank."""
    request = HttpRequest()
    planted = f"__Host-refresh=ours; {blank}__Host-refresh=planted"
    request.META["HTTP_COOKIE"] = planted.encode().decode("latin-1")

    assert jar.read(request, "refresh", is_secure=True) == "ours"


def test_values_are_read_as_they_are_written():
    """Without the escapes of quoted values, which can spell any character."""
    request = HttpRequest()
    request.META["HTTP_COOKIE"] = 'a=b;\t__Host-refresh = "\\000" ;c'

    assert jar.read(request, "refresh", is_secure=True) == '"\\000"'


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "__Host-refresh=x; {life}Path=/; SameSite=Strict; Secure"),
        (
            {"REFRESH_COOKIE_SAMESITE": "Lax"},
            "__Host-refresh=x; {life}Path=/; SameSite=Lax; Secure",
        ),
        (
            {"REFRESH_COOKIE_DOMAIN": "example.com", "REFRESH_COOKIE_PATH": "/api/"},
            "__Secure-refresh=x; Domain=example.com; {life}Path=/api/; {end}",
        ),
        (
            {"REFRESH_COOKIE_PERSISTENT": False},
            "__Host-refresh=x; HttpOnly; Path=/; SameSite=Strict; Secure",
        ),
    ],
)
def test_a_browser_gets_these_bytes(configure, clock, changed, line):
    configure(**changed)
    life = "expires=Tue, 01 Jan 2030 00:01:00 GMT; HttpOnly; Max-Age=60; "

    assert keep().OutputString() == line.format(
        life=life, end="SameSite=Strict; Secure"
    )


@pytest.mark.skipif(django.VERSION < (3, 1), reason="Django knows no SameSite=None")
def test_a_browser_gets_these_bytes_for_another_site(configure, clock):
    configure(REFRESH_COOKIE_SAMESITE="None", REFRESH_COOKIE_PARTITIONED=True)

    parts = keep().OutputString().split("; ")
    assert sorted(parts) == [
        "HttpOnly",
        "Max-Age=60",
        "Partitioned",
        "Path=/",
        "SameSite=None",
        "Secure",
        "__Host-refresh=x",
        "expires=Tue, 01 Jan 2030 00:01:00 GMT",
    ]


def test_the_access_token_has_attributes_of_its_own(configure):
    configure(
        REFRESH_COOKIE_PATH="/api/",
        REFRESH_COOKIE_SAMESITE="Strict",
        REFRESH_COOKIE_PARTITIONED=True,
    )
    response = HttpResponse()
    jar.keep(response, jar.ACCESS, "x", 60, is_secure=True)

    cookie = response.cookies["__Host-access"]
    assert (cookie["path"], cookie["samesite"]) == ("/", "Lax")
    assert "Partitioned" not in cookie.OutputString()


def test_what_is_hidden_can_still_be_read(rf):
    request = rf.post("/", secure=True)
    pairs = "a=x; __Host-refresh=x; b=__Host-refresh; __Host-refresh=y; __Host-device="
    request.META["HTTP_COOKIE"] = pairs
    # As middleware does; Django parses them once.
    assert request.COOKIES["__Host-refresh"]
    for _time in range(2):
        jar.hide(request)

        stars = "*" * 20
        assert request.META["HTTP_COOKIE"] == (
            f"a=x; __Host-refresh={stars}; b=__Host-refresh; __Host-refresh={stars};"
            " __Host-device="
        )
        assert request.COOKIES["__Host-refresh"] == stars
        assert request.COOKIES["b"] == "__Host-refresh"
        assert jar.read(request, "refresh", is_secure=True) == "x"
        assert jar.read(request, "device", is_secure=True) is None


def test_a_request_without_our_cookies_stays_as_it_is(rf):
    request = rf.post("/", secure=True)
    request.META["HTTP_COOKIE"] = "a=1;b=2"

    jar.hide(request)
    assert request.META["HTTP_COOKIE"] == "a=1;b=2"
