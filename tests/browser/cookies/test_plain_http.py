"""Connections that anybody can read, and the one that a developer has."""

import pytest
from browser.cookies.sites import API, PlainSite

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def public_site(start_site):
    return start_site(site_class=PlainSite)


@pytest.fixture(scope="module")
def developers_site(start_site):
    return start_site(site_class=PlainSite, DEBUG=True)


def test_tokens_are_not_put_into_cookies_without_tls(public_site, visit):
    visitor = visit(public_site, API)

    answers = [visitor.call(path, {}) for path in ("refresh/", "sign-out/", "auth/")]

    assert [answer["status"] for answer in answers] == [400] * 3
    assert visitor.cookies == {}
    assert "SECURE_PROXY_SSL_HEADER" in public_site.log.read_text()


@pytest.mark.parametrize("name", ["localhost", API])
def test_developers_need_no_tls(developers_site, visit, name):
    """Some browsers take secure cookies of `localhost`, and none of other hosts."""
    visitor = visit(developers_site, name, name)

    assert visitor.log_in()["status"] == 200

    [cookie] = visitor.page.context.cookies()
    assert (cookie["name"], cookie["secure"]) == ("refresh", False)
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    visitor.open()
    assert visitor.is_signed_in()
    assert visitor.call("sign-out/")["status"] == 204
    assert visitor.cookies == {}
