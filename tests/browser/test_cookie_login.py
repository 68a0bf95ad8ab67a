"""Logins whose refresh token is in a cookie, as the demo has them."""

import pytest
from browser.sessions import (
    get_tokens,
    join,
    open_sessions,
    open_tab,
    refresh,
    sessions_of,
)
from playwright.sync_api import expect

pytestmark = pytest.mark.server

CHECKBOX = "Do not ask on this device for 30 days"
READABLE = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


@pytest.fixture
def person(visit):
    """A person who has opened the demo as it is."""
    return visit(transport="cookie")


def is_signed_in(person):
    expect(person.heading("You are signed in")).to_be_visible()


def is_signed_out(person):
    expect(person.heading("Sign in")).to_be_visible()


def find_cookies(person):
    return {one["name"]: one for one in person.page.context.cookies()}


def test_a_reload_keeps_the_login(person):
    person.log_in()

    for _time in range(3):
        person.page.reload()
        is_signed_in(person)
        person.has_news("You are still signed in.")
    open_sessions(person)
    expect(sessions_of(person)).to_have_count(1)


def test_no_script_can_read_the_refresh_token(person):
    person.log_in()

    assert person.page.evaluate(READABLE) == '[{},{},""]'
    assert not get_tokens(person).get("refresh")
    cookie = find_cookies(person)["refresh"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    expect(person.page.get_by_text("in a cookie that no script")).to_be_visible()
    expect(person.page.locator("#refresh-token")).to_be_hidden()


def test_somebody_without_a_cookie_signs_in_as_ever(person):
    with person.page.expect_response("**/api/refresh/") as answer:
        person.page.reload()

    assert answer.value.status == 401
    is_signed_out(person)
    expect(person.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    person.log_in()


def test_signing_out_takes_the_cookie_away(person):
    person.log_in()
    with person.page.expect_response("**/api/sign-out/") as answer:
        person.button("Sign out").click()
    is_signed_out(person)

    assert answer.value.status == 204
    assert find_cookies(person) == {}
    person.page.reload()
    is_signed_out(person)


def test_all_tabs_have_the_login_and_its_end(person):
    person.log_in()
    tab = open_tab(person)
    is_signed_in(tab)

    person.button("Sign out").click()
    is_signed_out(person)
    is_signed_out(tab)


def test_tabs_that_refresh_again_and_again_stay_signed_in(person):
    person.log_in()
    tab = join(person)

    for one in (person, tab, person, tab):
        refresh(one)
    for one in (person, tab):
        one.page.reload()
        is_signed_in(one)
    open_sessions(tab)
    expect(sessions_of(tab)).to_have_count(1)


def test_fifty_refreshes_at_once_in_two_tabs_sign_nobody_out(person):
    person.log_in()
    tab = join(person)
    hurry = """async () => {
        const auth = await import("/static/demo/auth.js");
        for (let round = 0; round < 25; round += 1) {
            await auth.refresh();
        }
    }"""

    for one in (person, tab):
        one.page.evaluate(f"window.done = ({hurry})(); undefined")
    for one in (person, tab):
        one.page.evaluate("window.done")
        one.page.reload()
        is_signed_in(one)


def test_a_trusted_device_needs_no_token_in_the_page(person):
    code = person.ask_for_code()
    person.field(CHECKBOX).check()
    person.type_code(code)
    is_signed_in(person)
    # The page forgets the tokens first, and tells the server then.
    with person.page.expect_response("**/api/sign-out/"):
        person.button("Sign out").click()
    is_signed_out(person)
    assert list(find_cookies(person)) == ["device"]
    assert person.page.evaluate(READABLE) == '[{},{},""]'

    person.sign_in()
    is_signed_in(person)
    person.has_news("No code was needed: you trust this device.")


def test_a_page_that_cannot_reach_the_server_offers_the_form(person):
    person.log_in()
    person.page.route("**/api/refresh/", lambda route: route.abort())

    person.page.reload()
    is_signed_out(person)
    person.page.unroute("**/api/refresh/")
    person.page.reload()
    is_signed_in(person)
