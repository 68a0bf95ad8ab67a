"""The list of where a user is signed in, and how they end it."""

import re

import pytest
from browser.sessions import (
    SCRIPT,
    get_tokens,
    is_refused,
    open_sessions,
    refresh,
    sessions_of,
)
from browser.test_everybody import find_barriers
from playwright.sync_api import expect

pytestmark = pytest.mark.server

ENDED = "Your session has expired, or you ended it on another device."


@pytest.fixture
def elsewhere(person):
    """The tokens of a session on another device; the person is signed in, too."""
    _second_step, tokens = person.demo.log_in()
    # The mailbox of the page has the mails about it, so the next one is the person's.
    expect(person.page.locator("#mails li")).to_have_count(len(person.demo.mails))
    person.log_in()
    return tokens


def test_the_list_shows_each_session_and_which_is_this_one(person, elsewhere):
    open_sessions(person)

    this, other = sessions_of(person).all()
    expect(this.get_by_role("heading")).to_contain_text("Chrome")
    expect(this.get_by_role("heading")).to_contain_text("(this device)")
    expect(other.get_by_role("heading")).to_contain_text(SCRIPT)
    expect(other.get_by_role("heading")).not_to_contain_text("this device")
    for one in (this, other):
        expect(one).to_contain_text("Signed in ")
        expect(one).to_contain_text("last used ")
        expect(one).to_contain_text("from 127.0.0.1.")


def test_another_session_can_be_signed_out(person, elsewhere):
    open_sessions(person)

    sessions_of(person).filter(has_text=SCRIPT).get_by_text("Sign out").click()

    person.has_news(f"You have signed out {SCRIPT}")
    expect(sessions_of(person)).to_have_count(1)
    assert is_refused(person, elsewhere)
    person.button("Back").click()
    refresh(person)


def test_all_others_can_be_signed_out(person, elsewhere):
    _second_step, third = person.demo.log_in()
    open_sessions(person)
    expect(sessions_of(person)).to_have_count(3)

    person.button("Sign out everywhere else").click()

    person.has_news("Sessions that were signed out: 2.")
    expect(sessions_of(person)).to_have_count(1)
    assert is_refused(person, elsewhere)
    assert is_refused(person, third)
    person.button("Back").click()
    refresh(person)


def test_this_session_can_be_signed_out_in_the_list(person, elsewhere):
    tokens = get_tokens(person)
    open_sessions(person)

    with person.page.expect_response("**/api/sign-out/"):
        sessions_of(person).filter(has_text="this device").get_by_text(
            "Sign out"
        ).click()

    person.has_news("You have signed out.")
    expect(person.field("Password")).to_be_focused()
    assert not any(get_tokens(person).values())
    assert is_refused(person, tokens)
    assert not is_refused(person, elsewhere)


def test_signing_out_ends_the_session_on_the_server(person):
    person.log_in()
    tokens = get_tokens(person)

    with person.page.expect_response("**/api/sign-out/") as answer:
        person.button("Sign out").click()

    assert answer.value.status == 204
    person.has_news("You have signed out.")
    assert is_refused(person, tokens)


def test_a_server_that_is_away_is_no_reason_to_stay_signed_in(person):
    person.log_in()
    person.page.route("**/api/sign-out/", lambda route: route.abort())

    person.button("Sign out").click()

    person.is_told("The server could not be told.")
    expect(person.heading("Sign in")).to_be_visible()
    assert not any(get_tokens(person).values())


def test_a_session_that_was_ended_elsewhere_says_so(person, elsewhere):
    expect(person.page.locator("#me-username")).to_have_text("demo")
    status, body = person.demo.call(
        "sessions/", access_token=elsewhere["access"], method="DELETE"
    )
    assert (status, body) == (200, {"ended": 1})

    person.button("Ask the API again").click()

    person.is_told(ENDED)
    person.starts_over()


def test_a_session_that_has_ended_already_is_no_trouble(person, elsewhere):
    open_sessions(person)
    other = sessions_of(person).filter(has_text=SCRIPT)
    person.demo.call(
        "sessions/", access_token=get_tokens(person)["access"], method="DELETE"
    )

    other.get_by_text("Sign out").click()

    person.is_told("This has ended already.")


def test_a_session_can_be_named(person, elsewhere):
    open_sessions(person)
    sessions_of(person).filter(has_text="this device").get_by_text("Name").click()
    expect(person.field("Name, such as that of the device")).to_be_focused()

    person.page.keyboard.type("My laptop")
    person.page.keyboard.press("Enter")

    person.has_news("The name has been saved.")
    expect(sessions_of(person).get_by_role("heading").first).to_have_text(
        "My laptop (this device)"
    )


def test_nothing_of_the_list_is_left_for_the_next_user(person):
    person.log_in()
    open_sessions(person)
    sessions_of(person).get_by_text("Sign out").click()
    person.has_news("You have signed out.")

    expect(sessions_of(person)).to_have_count(0)


def test_the_list_can_be_used_with_the_keyboard_alone(person, elsewhere):
    keyboard = person.page.keyboard
    person.button("Where you are signed in").focus()
    keyboard.press("Enter")
    expect(person.heading("Where you are signed in")).to_be_focused()
    for _button in range(4):  # Name and sign out, of this one and of the other.
        keyboard.press("Tab")
    focused = person.page.locator(":focus")
    expect(focused).to_have_accessible_name(re.compile(f"Sign out {SCRIPT}"))
    keyboard.press("Enter")

    person.has_news(f"You have signed out {SCRIPT}")
    expect(person.heading("Where you are signed in")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panels_work_for_everybody(visit, scheme):
    # As narrow as a phone.
    person = visit(color_scheme=scheme, viewport={"width": 320, "height": 640})
    overflow = "document.documentElement.scrollWidth - innerWidth"

    def check():
        assert find_barriers(person) == []
        assert person.page.evaluate(overflow) <= 0

    code = person.ask_for_code()
    person.field("Do not ask on this device").check()
    check()
    person.type_code(code)
    expect(person.heading("You are signed in")).to_be_visible()
    open_sessions(person)
    check()
    sessions_of(person).get_by_text("Name").click()
    check()
    person.field("Name, such as that of the device").fill("W" * 64)
    person.page.keyboard.press("Enter")
    person.has_news("The name has been saved.")
    expect(sessions_of(person)).to_contain_text("W" * 64)
    check()
    person.button("Trusted devices").click()
    expect(person.heading("Trusted devices")).to_be_focused()
    check()
