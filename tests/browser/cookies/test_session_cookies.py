"""Cookies that end with the browser, have a path, or are shared among subdomains."""

import pytest
from browser.cookies.sites import API, APP

pytestmark = pytest.mark.server


def get_only_cookie(visitor):
    [cookie] = visitor.page.context.cookies()
    return cookie


def test_a_cookie_can_end_with_the_browser(start_site, visit):
    visitor = visit(start_site({"REFRESH_COOKIE_PERSISTENT": False}))

    visitor.log_in()

    assert get_only_cookie(visitor)["expires"] == -1
    visitor.open()
    assert visitor.is_signed_in()
    assert get_only_cookie(visitor)["expires"] == -1
    visitor.call("sign-out/")
    assert visitor.cookies == {}


def test_a_cookie_with_a_path_is_sent_to_that_path_alone(start_site, visit):
    site = start_site({"REFRESH_COOKIE_PATH": "/api/"})
    visitor = visit(site)

    visitor.log_in()

    cookie = visitor.page.context.cookies(f"{visitor.api}/api/")[0]
    assert (cookie["name"], cookie["path"]) == ("__Secure-refresh", "/api/")
    assert visitor.page.context.cookies(visitor.api) == []
    assert visitor.is_signed_in()
    visitor.call("sign-out/")
    assert visitor.cookies == {}


def test_a_cookie_with_a_domain_is_shared_and_can_be_deleted(start_site, visit):
    settings = {"REFRESH_COOKIE_DOMAIN": "house.test"}
    visitor = visit(start_site(settings, listed=[APP]))

    visitor.log_in()

    cookie = get_only_cookie(visitor)
    assert (cookie["name"], cookie["domain"]) == ("__Secure-refresh", ".house.test")
    app = visit(visitor.site, APP, API, context=visitor.page.context)
    assert app.is_signed_in()
    assert visit(visitor.site, APP, APP, context=visitor.page.context).is_signed_in()
    assert app.call("sign-out/")["status"] == 204
    assert visitor.cookies == {}
