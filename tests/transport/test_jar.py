"""The attributes of the cookies."""

from http.cookies import Morsel

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


def test_a_cookie_can_be_kept_apart_for_each_site(configure):
    configure(REFRESH_COOKIE_PARTITIONED=True)
    known = "partitioned" in Morsel._reserved

    assert keep().OutputString().endswith("; Secure; Partitioned") or (
        "; Partitioned" in keep().OutputString()
    )
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
