"""Pages that the project trusts, on another origin: of the same site, or of another."""

import pytest
from browser.cookies.sites import API, APP, PARTNER

pytestmark = pytest.mark.server

LISTED = [APP, PARTNER]
NAME = "__Host-refresh"


@pytest.fixture(scope="module")
def strict_site(start_site):
    return start_site(listed=LISTED)


@pytest.fixture(scope="module")
def lax_site(start_site):
    """An API for pages of other sites."""
    return start_site({"REFRESH_COOKIE_SAMESITE": "None"}, listed=LISTED)


@pytest.fixture(scope="module")
def partitioned_site(start_site):
    settings = {"REFRESH_COOKIE_SAMESITE": "None", "REFRESH_COOKIE_PARTITIONED": True}
    return start_site(settings, listed=LISTED)


@pytest.fixture(params=["strict_site", "lax_site", "partitioned_site"])
def site(request):
    return request.getfixturevalue(request.param)


def test_a_page_of_the_same_site_stays_signed_in(site, visit):
    """Of another origin, so each call is preflighted, and the cookie is first-party."""
    visitor = visit(site, APP)
    site.forget_requests()

    answer = visitor.log_in()

    assert answer["status"] == 200
    assert set(answer["body"]) == {"access", "access_expires_in"}
    visitor.open()
    renewed = visitor.refresh()
    assert visitor.who(renewed["body"]["access"]) == "ann"
    posts = [one for one in site.requests if one["method"] == "POST"]
    assert {one["Sec-Fetch-Site"] for one in posts} == {"same-site"}
    assert {one["Origin"] for one in posts} == {site.origin(APP)}
    assert visitor.call("sign-out/")["status"] == 204
    assert visitor.cookies == {}


def test_browsers_ask_before_each_call_with_the_header(strict_site, visit):
    visitor = visit(strict_site, APP)
    strict_site.forget_requests()

    visitor.refresh()

    asked, called = strict_site.requests
    assert (asked["method"], called["method"]) == ("OPTIONS", "POST")
    assert (asked["status"], called["status"]) == (200, 401)


def test_a_strict_cookie_does_not_reach_a_page_of_another_site(strict_site, visit):
    own = visit(strict_site, API)
    own.log_in()
    visitor = visit(strict_site, PARTNER, context=own.page.context)

    assert visitor.refresh()["status"] == 401
    assert strict_site.requests[-1]["cookies"] == []
    # Nor does one get in: the page would be signed out at its next call.
    before = own.cookies[NAME]["value"]
    assert visitor.log_in("bob")["status"] == 200
    assert own.cookies[NAME]["value"] == before
    assert own.is_signed_in()


def test_a_cookie_for_other_sites_works_where_browsers_keep_it(
    lax_site, visit, tolerant_context
):
    visitor = visit(lax_site, PARTNER, context=tolerant_context)

    assert visitor.log_in()["status"] == 200

    visitor.open()
    assert visitor.is_signed_in()
    assert lax_site.requests[-1]["Sec-Fetch-Site"] == "cross-site"
    # It is one cookie for all pages of the browser.
    assert visit(lax_site, API, context=tolerant_context).is_signed_in()
    assert visitor.call("sign-out/")["status"] == 204
    assert visitor.cookies == {}


def test_a_cookie_for_other_sites_is_lost_where_browsers_block_it(lax_site, visit):
    """Chromium's incognito windows block third-party cookies; others always do."""
    visitor = visit(lax_site, PARTNER)

    assert visitor.log_in()["status"] == 200

    assert visitor.cookies == {}
    assert not visitor.is_signed_in()


def test_a_partitioned_cookie_works_where_third_parties_are_blocked(
    partitioned_site, visit
):
    visitor = visit(partitioned_site, PARTNER)

    assert visitor.log_in()["status"] == 200

    visitor.open()
    assert visitor.is_signed_in()
    [cookie] = visitor.page.context.cookies()
    assert (cookie["name"], cookie["partitionKey"]) == (NAME, "https://partner.test")
    # Each site has its own.
    assert not visit(partitioned_site, API, context=visitor.page.context).is_signed_in()
    assert visitor.call("sign-out/")["status"] == 204
    assert visitor.cookies == {}
