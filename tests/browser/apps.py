"""What a person does with an authenticator app: set it up, and type its codes."""

import re

from browser.settings import STEP
from playwright.sync_api import expect


def read_phone(person):
    """Return a code that the phone has not shown yet, as soon as it shows it."""
    # What the page waits for meanwhile would have taken too long.
    expect(person.page.locator("[aria-busy=true]")).to_have_count(0)
    shown = person.page.locator("#accounts .app-code")
    before = shown.inner_text()
    person.page.clock.fast_forward(STEP * 1000)
    expect(shown).not_to_have_text(before)
    return shown.inner_text().replace(" ", "")


def app_field(person):
    return person.field("Code from the app")


def scan(person):
    person.button("Scan the QR code").click()
    expect(person.page.locator("#phone-news")).to_contain_text("now shows codes for")
    expect(person.page.locator("#accounts .app-code")).to_have_text(
        re.compile(r"\d{3} \d{3}")
    )


def begin_enrolment(person):
    person.button("Second factors").click()
    expect(person.page.get_by_text("No other method is set up.")).to_be_visible()
    person.button("Set up an authenticator app").click()
    expect(person.heading("Set up an authenticator app")).to_be_focused()


def enrol(person):
    """Set up the app; return the recovery codes."""
    begin_enrolment(person)
    scan(person)
    app_field(person).press_sequentially(read_phone(person))
    return keep_codes(person)


def keep_codes(person, heading="Second factors"):
    expect(person.heading("Your recovery codes")).to_be_focused()
    codes = person.page.locator("#recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    confirm_saved(person)
    expect(person.heading(heading)).to_be_visible()
    assert codes[0] not in person.page.content()
    return codes


def confirm_saved(person):
    person.field("I have saved them").check()
    person.button("Continue").click()


def confirm_saved_with_keys(person):
    """Go there from the heading of the panel."""
    keyboard = person.page.keyboard
    for _button in ("Download", "Copy", "Print", "the box"):
        keyboard.press("Tab")
    expect(person.field("I have saved them")).to_be_focused()
    keyboard.press("Space")
    keyboard.press("Tab")
    expect(person.button("Continue")).to_be_focused()
    keyboard.press("Enter")


def remove(person, button="Remove the app"):
    """Press the button that removes something, and say that it is meant."""
    person.button(button).click()
    person.button("Yes, remove").click()


def type_app_code(person):
    field = person.field("Code from your app")
    expect(field).to_be_visible()
    field.press_sequentially(read_phone(person))


def log_in_with_app(person):
    person.sign_in()
    type_app_code(person)
    expect(person.heading("You are signed in")).to_be_visible()


def other_code(code):
    return ("1" if code[0] != "1" else "2") + code[1:]
