"""Several tabs of one login, and a refresh token that somebody has copied."""

import pytest
from browser.apps import keep_codes
from browser.authenticators import PLATFORM, Authenticators
from browser.passkeys import name_passkey, open_passkeys
from browser.sessions import (
    REFRESHED,
    get_tokens,
    is_refused,
    join,
    open_sessions,
    open_tab,
    refresh,
    sessions_of,
)
from playwright.sync_api import expect

pytestmark = pytest.mark.server

# A copy is then one at once, and nobody has to wait.
STRICT = '"REFRESH_REUSE_INTERVAL": timedelta(0)'
COPIED = "This sign-in was used from two places, so it has ended."
NOTICE = "A copy of a sign-in of yours was used"
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})"
SOMEBODY_WAITS = """async () => {
    for (let look = 0; look < 500; look += 1) {
        if ((await navigator.locks.query()).pending.length > 0) {
            return true;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
}"""
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


class Refreshes:
    """The refreshes of some tabs, held until they are let go."""

    def __init__(self, *tabs):
        self.held = []
        self._are_held = True
        for tab in tabs:
            tab.page.route("**/api/refresh/", self._take)

    def _take(self, route):
        if self._are_held:
            self.held.append(route)
        else:
            route.continue_()

    def let_go(self):
        self._are_held = False
        for route in self.held:
            route.continue_()


def press_refresh(tab):
    with tab.page.expect_request("**/api/refresh/"):
        tab.button("Refresh the access token").click()


def test_a_new_tab_is_signed_in_and_nothing_is_stored(person):
    person.log_in()

    tab = join(person)

    tab.has_news("You are signed in, as in your other tab.")
    assert get_tokens(tab) == get_tokens(person)
    assert tab.page.evaluate(STORED) == '[{},{},""]'
    open_sessions(tab)
    expect(sessions_of(tab)).to_have_count(1)


def test_a_reload_signs_out_only_where_no_other_tab_is_open(person):
    person.log_in()
    tab = join(person)

    person.page.reload()
    expect(person.heading("You are signed in")).to_be_visible()

    tab.page.close()
    person.page.reload()
    expect(person.heading("Sign in")).to_be_visible()


def test_two_tabs_that_refresh_at_the_same_moment_stay_signed_in(person):
    person.log_in()
    tab = join(person)
    refreshes = Refreshes(person, tab)
    press_refresh(person)
    tab.button("Refresh the access token").click()
    assert tab.page.evaluate(SOMEBODY_WAITS)
    assert len(refreshes.held) == 1

    refreshes.let_go()

    person.has_news(REFRESHED)
    tab.has_news(REFRESHED)
    assert get_tokens(person)["refresh"] == get_tokens(tab)["refresh"]
    for one in (person, tab, person):
        refresh(one)
    open_sessions(tab)
    expect(sessions_of(tab)).to_have_count(1)


def test_two_tabs_of_a_browser_without_locks_stay_signed_in(person):
    person.page.context.add_init_script(NO_LOCKS)
    person.open()
    person.log_in()
    tab = join(person)
    before = get_tokens(person)["refresh"]
    refreshes = Refreshes(person, tab)
    press_refresh(person)
    press_refresh(tab)
    sent = [route.request.post_data_json["refresh"] for route in refreshes.held]
    assert sent == [before, before]

    refreshes.let_go()

    person.has_news(REFRESHED)
    tab.has_news(REFRESHED)
    assert get_tokens(person)["refresh"] == get_tokens(tab)["refresh"] != before
    for one in (person, tab, person):
        refresh(one)


def test_a_tab_uses_the_tokens_that_another_one_got(visit):
    # With this, a tab that sends an old token is signed out.
    person = visit(STRICT)
    person.log_in()
    tab = join(person)

    for one, other in ((person, tab), (tab, person), (tab, person), (person, tab)):
        refresh(one)
        newest = get_tokens(one)["refresh"]
        other.page.wait_for_function(
            """newest => import('/static/demo/auth.js')
                .then(auth => auth.getTokens().refresh === newest)""",
            arg=newest,
        )


def test_signing_out_in_one_tab_signs_out_in_all(person):
    person.log_in()
    tab = join(person)
    tokens = get_tokens(tab)
    open_sessions(tab)

    with person.page.expect_response("**/api/sign-out/"):
        person.button("Sign out").click()

    tab.is_told("You have signed out in another tab.")
    expect(tab.heading("Sign in")).to_be_visible()
    assert not any(get_tokens(tab).values())
    assert is_refused(person, tokens)


def test_tabs_with_logins_of_their_own_leave_each_other_alone(person):
    tab = open_tab(person)
    expect(tab.heading("Sign in")).to_be_visible()
    person.log_in()
    expect(tab.heading("Sign in")).to_be_visible()
    tab.log_in()
    mine, theirs = get_tokens(person), get_tokens(tab)
    assert mine["refresh"] != theirs["refresh"]

    with person.page.expect_response("**/api/sign-out/"):
        person.button("Sign out").click()

    refresh(tab)
    expect(tab.heading("You are signed in")).to_be_visible()


def test_a_change_of_second_factors_takes_the_other_tabs_along(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    person.log_in()
    tab = join(person)
    before = get_tokens(tab)["refresh"]

    # Only the tab in front can use passkeys.
    person.page.bring_to_front()
    open_passkeys(person)
    person.button("Add a passkey").click()
    name_passkey(person, laptop, "My laptop")
    keep_codes(person, "Passkeys")

    tab.button("Ask the API again").click()
    tab.has_news("The API answered.")
    refresh(tab)
    assert get_tokens(tab)["refresh"] != before


def test_a_copy_that_is_used_late_signs_both_out_and_every_tab_says_why(visit):
    person = visit(STRICT)
    person.log_in()
    tab = join(person)
    copy = get_tokens(person)["refresh"]
    refresh(person)
    tokens = get_tokens(person)

    status, body = person.demo.call("refresh/", {"refresh": copy})

    assert (status, body["code"]) == (401, "token_reused")
    person.button("Ask the API again").click()
    person.is_told(COPIED)
    tab.is_told(COPIED)
    assert not any(get_tokens(person).values())
    assert not any(get_tokens(tab).values())
    assert is_refused(person, tokens)
    person.starts_over()
    expect(person.page.locator("#mails")).to_contain_text(NOTICE)


def test_a_thief_who_is_faster_is_signed_out_by_the_user(visit):
    person = visit(STRICT)
    person.log_in()
    copy = get_tokens(person)["refresh"]
    status, stolen = person.demo.call("refresh/", {"refresh": copy})
    assert status == 200

    person.button("Refresh the access token").click()

    person.is_told(COPIED)
    assert is_refused(person, stolen)
    person.starts_over()
    expect(person.page.locator("#mails")).to_contain_text(NOTICE)
    person.log_in()


def test_a_new_password_says_so(visit):
    person = visit()
    person.log_in()
    person.page.route(
        "**/api/refresh/",
        lambda route: route.fulfill(status=401, json={"code": "password_changed"}),
    )

    person.button("Refresh the access token").click()

    person.is_told("Your password has changed. Sign in with the new one.")
    person.starts_over()
