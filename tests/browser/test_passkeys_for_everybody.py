"""Passkeys by keyboard, in narrow windows, and with each error explained."""

import pytest
from browser.apps import confirm_saved, confirm_saved_with_keys, remove
from browser.authenticators import PLATFORM, Authenticators
from browser.passkeys import (
    add_first,
    has_list,
    name_passkey,
    open_passkeys,
    sign_in_without_password,
    sign_out,
    use,
)
from browser.settings import NO_WAIT
from browser.test_everybody import find_barriers
from playwright.sync_api import expect

pytestmark = pytest.mark.server

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
# As long as it can be.
LONG_NAME = "W" * 64
ERRORS = [
    ("addPasskey", "incorrect_confirmation"),
    ("addPasskey", "already_enrolled"),
    ("addPasskey", "too_many_enrolled"),
    ("addPasskey", "nothing_to_confirm"),
    ("addPasskey", "passkey_exists"),
    ("addPasskey", "passkey_not_able"),
    ("addPasskey", "passkey_wrong_site"),
    ("setUp", "permission_denied"),
    ("setUp", "authentication_failed"),
    ("proof:passkey", "incorrect_proof"),
    ("proof:passkey", "not_found"),
    ("proof:passkey", "too_many_enrolled"),
    ("passkeyLogin", "unknown_passkey"),
    ("passkeyLogin", "token_already_used"),
    ("passkeyLogin", "permission_denied"),
    ("passkeyLogin", "throttled"),
    ("api", "passkey_insecure"),
    ("api", "passkey_unsupported"),
]


def test_a_passkey_with_the_keyboard_alone(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    keyboard = person.page.keyboard
    person.log_in()
    person.button("Second factors").focus()
    keyboard.press("Enter")
    expect(person.heading("Second factors")).to_be_focused()
    for _button in ("Set up an authenticator app", "Passkeys"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(person.heading("Passkeys")).to_be_focused()
    keyboard.press("Tab")
    expect(person.button("Add a passkey")).to_be_focused()
    keyboard.press("Enter")
    name_passkey(person, laptop, "My laptop")
    expect(person.heading("Your recovery codes")).to_be_focused()
    confirm_saved_with_keys(person)
    expect(person.heading("Passkeys")).to_be_focused()
    has_list(person, "My laptop")
    for _button in ("Rename", "Remove"):
        keyboard.press("Tab")
    expect(person.button("Remove My laptop")).to_be_focused()
    keyboard.press("Enter")
    expect(person.button("Cancel")).to_be_focused()
    keyboard.press("Tab")
    expect(person.button("Yes, remove")).to_be_focused()
    keyboard.press("Enter")
    use(person, laptop)

    has_list(person, "No passkeys yet")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_every_panel_of_passkeys_works_for_everybody(visit, scheme, width):
    person = visit(
        NO_WAIT, color_scheme=scheme, viewport={"width": width, "height": 640}
    )

    def look():
        assert find_barriers(person) == []
        assert person.page.evaluate(OVERFLOW) <= 0

    laptop = Authenticators(person.page).add(PLATFORM)
    sign_in_without_password(person, laptop)
    person.is_told("No passkey was used.")
    look()
    person.log_in()
    open_passkeys(person)
    look()
    person.button("Add a passkey").click()
    expect(person.heading("Add a passkey")).to_be_visible()
    look()
    name_passkey(person, laptop, LONG_NAME)
    confirm_saved(person)
    has_list(person, LONG_NAME)
    look()
    person.button(f"Rename {LONG_NAME}").click()
    expect(person.heading("Rename the passkey")).to_be_visible()
    look()
    person.button("Cancel").click()
    remove(person, f"Remove {LONG_NAME}")
    expect(person.heading("Confirm that it is you")).to_be_visible()
    look()
    person.button("Cancel").click()
    sign_out(person)
    person.type_code(person.ask_for_code("staff", "staff"))
    expect(person.heading("Set up a second factor to continue")).to_be_visible()
    look()


def test_nothing_of_the_passkeys_is_left_for_the_next_one(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    add_first(person, laptop)
    person.button("Rename My laptop").click()
    person.button("Cancel").click()
    sign_out(person)

    assert "My laptop" not in person.page.locator("main").inner_html()
    values = "inputs => inputs.map(input => input.value)"
    assert "My laptop" not in person.page.locator("input").evaluate_all(values)


def test_every_error_of_passkeys_has_a_sentence_and_a_way_on(person):
    explain = """([step, code]) => import("/static/demo/explain.js")
        .then(({ explain }) => explain(step, { code }))"""
    for step, code in ERRORS:
        explained = person.page.evaluate(explain, [step, code])
        assert explained["text"] != "Something went wrong. Please try again.", (
            step,
            code,
        )
        assert explained["next"] in {"retry", "wait", "step back", "start over"}
