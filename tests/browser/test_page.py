"""What the page does so that whoever tries the demo sees what happens, and why."""

import re

import pytest
from browser.passkeys import sign_in_without_password, use
from browser.test_everybody import find_barriers
from browser.test_login import other_code
from playwright.sync_api import expect

pytestmark = pytest.mark.server

PHONE = {"viewport": {"width": 390, "height": 760}}
BLANK = "This field may not be blank."
IS_COVERED = """() => {
    const one = document.activeElement;
    const { left, top, width, height } = one.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return !one.contains(seen);
}"""


def hold(person, path):
    """Hold the calls of this path; return what lets them go."""
    held = []

    def take(route):
        held.append(route)

    person.page.route(f"**/api/{path}", take, times=1)

    def let_go():
        held.pop().continue_()

    return let_go


def busy_sign(person):
    return person.page.locator("section:visible > .busy")


def test_on_a_phone_the_mail_is_in_sight_beside_the_field_for_its_code(visit):
    person = visit(**PHONE)
    for _login in range(3):
        code = person.ask_for_code()
        expect(person.code_field).to_be_in_viewport(ratio=1)
        newest = person.page.locator("#mails .subject").first
        expect(newest).to_be_in_viewport(ratio=1)
        expect(newest).to_contain_text(code)
        person.type_code(code)
        expect(person.heading("You are signed in")).to_be_visible()
        person.button("Sign out").click()


def test_on_a_phone_the_app_is_in_sight_beside_the_field_for_its_code(visit):
    person = visit(**PHONE)
    person.type_code(person.ask_for_code("staff", "staff"))
    person.button("Set up an authenticator app").click()
    expect(person.page.get_by_role("img", name="QR code")).to_be_visible()

    person.button("Scan the QR code").click()
    person.field("Code from the app").focus()

    expect(person.field("Code from the app")).to_be_in_viewport(ratio=1)
    expect(person.page.locator("#accounts .app-code")).to_be_in_viewport(ratio=1)


def test_on_a_phone_nothing_that_has_the_focus_is_behind_the_mailbox(visit):
    person = visit(**PHONE)
    person.log_in()
    expect(person.page.locator("#me-username")).to_have_text("demo")

    for _stop in range(8):
        person.page.keyboard.press("Tab")
        assert person.page.evaluate(IS_COVERED) is False


def test_the_page_names_both_users_and_says_what_is_asked_of_them(person):
    hint = person.page.locator("#sign-in .hint")

    expect(hint.get_by_text("demo, who is asked for a code")).to_be_visible()
    expect(hint.get_by_text("staff, who must set up")).to_be_visible()


def test_a_missing_field_is_marked_and_explained_where_it_is(person):
    name, password = person.field("User name"), person.field("Password")

    person.sign_in(username="", password="")
    person.is_told("A field is missing")
    for field in (name, password):
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(BLANK)
    expect(person.page.get_by_text(BLANK)).to_have_count(2)
    expect(name).to_be_focused()
    assert find_barriers(person) == []

    person.sign_in(username="demo", password="")
    person.is_told("A field is missing")
    expect(name).not_to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("")
    expect(person.page.get_by_text(BLANK)).to_have_count(1)
    expect(password).to_be_focused()


def test_what_was_typed_wrong_is_marked_until_the_next_attempt(visit):
    person = visit('"AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(minutes=1)')
    person.sign_in(password="wrong")
    person.is_told("is wrong")
    for label in ("User name", "Password"):
        expect(person.field(label)).to_have_attribute("aria-invalid", "true")
        expect(person.field(label)).to_have_accessible_description(
            "The user name or the password is wrong."
        )

    code = person.ask_for_code()
    person.type_code(other_code(code))
    person.is_told("Wrong code.")
    expect(person.code_field).to_have_attribute("aria-invalid", "true")
    # What was said of the field before is still said.
    expect(person.code_field).to_have_accessible_description(
        re.compile(
            "Wrong code. Please check the latest e-mail and try again. The code expires"
            r" in \d:\d\d.$"
        )
    )
    expect(person.field("Do not ask")).not_to_have_attribute("aria-invalid", "true")
    person.type_code(code)
    person.is_told("too soon")
    expect(person.code_field).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_what_takes_long_shows_that_it_is_under_way(visit, motion):
    person = visit(reduced_motion=motion)
    expect(busy_sign(person)).to_be_hidden()
    let_go = hold(person, "get-code/")

    person.sign_in()
    expect(busy_sign(person)).to_be_visible()
    expect(busy_sign(person)).to_have_text("Working…")
    let_go()

    expect(person.heading("Enter the code")).to_be_visible()
    expect(busy_sign(person)).to_be_hidden()


def test_a_panel_that_loads_shows_it_and_can_be_used_meanwhile(person):
    let_go = hold(person, "me/")
    person.log_in()
    expect(busy_sign(person)).to_be_visible()

    person.button("Refresh the access token").click()
    person.has_news("You have a new access token.")
    let_go()

    expect(person.page.locator("#me-username")).to_have_text("demo")
    expect(busy_sign(person)).to_be_hidden()


def test_new_codes_name_the_account_of_who_signed_in_without_a_name(person, laptop):
    sign_in_without_password(person, laptop)
    expect(person.heading("You are signed in")).to_be_visible()
    person.button("Second factors").click()
    person.button("Create new recovery codes").click()
    use(person, laptop)

    expect(person.heading("Your recovery codes")).to_be_visible()
    expect(person.page.locator("#codes-account")).to_have_text("demo")
