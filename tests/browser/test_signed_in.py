"""What somebody can do who has signed in, and how it ends."""

import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.server

# Short enough to wait for its end, and long enough for one call on a slow machine.
SHORT_ACCESS = '"ACCESS_TOKEN_LIFETIME": timedelta(seconds=5)'
AUTH = "import('/static/demo/auth.js')"


def get_tokens(person):
    return person.page.evaluate(f"{AUTH}.then(auth => auth.getTokens())")


def log_in_and_wait_for_a_call_to_be_refused(person):
    """Log in; wait until the server refuses the access token that the page has."""
    person.log_in()
    # The page asks the API by itself after a login: with that call answered, what is
    # asked from here on is the test's.
    expect(person.page.locator("#me-username")).to_have_text("demo")
    wait_for_a_call_to_be_refused(person)


def wait_for_a_call_to_be_refused(person):
    token = get_tokens(person)["access"]
    deadline = time.monotonic() + 20
    while person.demo.call("me/", access_token=token)[0] != 401:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_tokens_are_shown_with_what_is_left_of_their_lives(person):
    person.log_in()

    access, refresh = (
        person.page.locator(f"#{one}-token") for one in get_tokens(person)
    )
    expect(access.locator("code")).to_contain_text('"token_type": "access"')
    expect(access.get_by_role("timer")).to_have_text(
        re.compile(r"expires in (4:5\d|5:00)")
    )
    expect(refresh.locator("code")).to_contain_text('"token_type": "refresh"')
    expect(refresh.get_by_role("timer")).to_have_text("expires in 23 h 59 min")


def test_refreshing_brings_new_tokens(person):
    person.log_in()
    before = get_tokens(person)

    person.button("Refresh the access token").click()
    person.has_news("You have a new access token.")

    after = get_tokens(person)
    assert after["access"] != before["access"]
    assert after["refresh"] != before["refresh"]
    assert person.demo.call("me/", access_token=after["access"])[0] == 200


def test_a_call_with_an_ended_access_token_refreshes_it_and_is_repeated(visit):
    person = visit(simple_jwt=SHORT_ACCESS)
    log_in_and_wait_for_a_call_to_be_refused(person)
    calls = []
    person.page.on("request", lambda request: calls.append(request.url))

    person.button("Ask the API again").click()
    person.has_news("The API answered.")

    paths = [url.partition("/api/")[2] for url in calls if "/api/" in url]
    assert paths == ["me/", "refresh/", "me/"]


def test_calls_that_are_refused_together_share_one_refresh(visit):
    person = visit(simple_jwt=SHORT_ACCESS)
    log_in_and_wait_for_a_call_to_be_refused(person)
    refreshes = []
    person.page.on(
        "request", lambda request: "/refresh/" in request.url and refreshes.append(1)
    )

    statuses = person.page.evaluate(
        f"""{AUTH}.then(auth => Promise.all(
            [1, 2, 3].map(() => auth.authorisedFetch("/api/me/"))
        )).then(responses => responses.map(response => response.status))"""
    )

    assert statuses == [200, 200, 200]
    assert len(refreshes) == 1


def test_when_the_refresh_token_has_ended_the_login_has(visit):
    person = visit(
        simple_jwt="""
            "ACCESS_TOKEN_LIFETIME": timedelta(seconds=1),
            "REFRESH_TOKEN_LIFETIME": timedelta(seconds=1),
        """
    )
    calls = []

    def hold(call):
        calls.append(call)

    # The page's own first call is under way until both tokens have ended.
    person.page.route("**/api/me/", hold, times=1)
    person.log_in()
    wait_for_a_call_to_be_refused(person)
    calls.pop().continue_()

    person.is_told("Your session has expired, or you ended it on another device.")
    expect(person.page.locator("#access-token")).to_be_hidden()
    person.starts_over()
    person.log_in()


def test_a_server_that_is_away_ends_no_login(person):
    person.log_in()
    person.page.context.set_offline(True)
    person.button("Ask the API again").click()
    person.is_told("The server cannot be reached.")

    person.page.context.set_offline(False)
    person.button("Ask the API again").click()
    person.has_news("The API answered.")


def test_an_api_that_cannot_be_reached_at_first_can_be_asked_again(person):
    person.page.route("**/api/me/", lambda route: route.abort())
    person.log_in()
    person.is_told("The server cannot be reached.")

    person.page.unroute("**/api/me/")
    person.button("Ask the API again").click()
    person.has_news("The API answered.")
    expect(person.page.locator("#me-username")).to_have_text("demo")


def test_a_refresh_that_finds_no_server_ends_no_login_either(visit):
    person = visit(simple_jwt=SHORT_ACCESS)
    log_in_and_wait_for_a_call_to_be_refused(person)
    person.page.route("**/api/refresh/", lambda route: route.abort())
    person.button("Ask the API again").click()
    person.is_told("The server cannot be reached.")

    person.page.unroute("**/api/refresh/")
    person.button("Ask the API again").click()
    person.has_news("The API answered.")


def test_signing_out_forgets_the_tokens(person):
    person.log_in()

    person.button("Sign out").click()

    person.has_news("You have signed out.")
    expect(person.heading("Sign in")).to_be_visible()
    assert not any(get_tokens(person).values())


def test_signing_out_leaves_nothing_of_the_user_for_the_next_one(person):
    person.log_in()
    expect(person.page.locator("#me-email")).to_have_text("demo@example.com")
    person.button("Sign out").click()

    left = person.page.locator("#signed-in").evaluate("panel => panel.innerHTML")
    assert "demo@example.com" not in left
    assert "token_type" not in left

    person.page.route("**/api/me/", lambda route: route.abort())
    person.log_in()
    person.is_told("The server cannot be reached.")
    expect(person.page.locator("#me-username")).to_have_text("…")


def test_a_refusal_that_comes_after_the_next_login_began_does_not_end_it(person):
    person.log_in()
    expect(person.page.locator("#me-username")).to_have_text("demo")
    # The head of the refusal has come; its body is cut off when the person leaves.
    person.page.evaluate(
        """() => {
            const read = Response.prototype.json;
            window.reading = new Promise((started) => {
                Response.prototype.json = function () {
                    return this.url.endsWith("/api/me/")
                        ? new Promise((_resolve, reject) => {
                            window.cutOff = reject;
                            started();
                        })
                        : read.call(this);
                };
            });
        }"""
    )
    person.page.route(
        "**/api/me/", lambda route: route.fulfill(status=401, json={"code": "x"})
    )
    person.button("Ask the API again").click()
    person.page.evaluate("reading")
    person.button("Sign out").click()

    code = person.ask_for_code()
    person.page.evaluate("cutOff(new DOMException('', 'AbortError'))")
    person.type_code(code)

    expect(person.heading("You are signed in")).to_be_visible()


def test_nothing_is_stored_in_the_browser(person):
    person.log_in()

    stored = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    assert person.page.evaluate(stored) == '[{},{},""]'
    assert person.page.context.cookies() == []
    assert person.page.evaluate("indexedDB.databases()") == []


def test_a_reload_signs_out(person):
    person.log_in()

    person.page.reload()

    expect(person.heading("Sign in")).to_be_visible()


def test_the_access_token_goes_to_its_own_api_only(person):
    person.log_in()

    error = person.page.evaluate(
        f"""{AUTH}.then(auth => auth.authorisedFetch("http://127.0.0.1:9/api/me/"))
        .catch(error => error.name + ": " + error.message)"""
    )

    assert error == "TypeError: http://127.0.0.1:9 is not the API"
