"""Passkeys that a person adds, uses as a second factor, renames and removes."""

import pytest
from browser.apps import (
    confirm_saved,
    enrol,
    remove,
    type_app_code,
)
from browser.authenticators import PLATFORM, ROAMING, Authenticators
from browser.passkeys import (
    USE,
    add_another,
    add_first,
    has_list,
    item,
    log_in_with,
    name_passkey,
    open_passkeys,
    sign_in_without_password,
    sign_out,
    use,
)
from browser.settings import NO_WAIT
from playwright.sync_api import expect

pytestmark = pytest.mark.server

# What the API answers when a second factor was shown too long ago.
NOT_RECENT = {"status": 401, "json": {"code": "insufficient_user_authentication"}}


def refuse_once(person, path):
    """Let the next call of the API be one that takes a recent second factor."""
    person.page.route(
        f"**/api/{path}", lambda route: route.fulfill(**NOT_RECENT), times=1
    )


def test_the_next_login_is_by_the_password_and_the_passkey(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    add_first(person, laptop)
    expect(item(person, "My laptop")).to_contain_text("never used, on one device only.")
    sign_out(person)

    mails = len(person.demo.mails)
    person.sign_in()
    expect(person.heading(USE)).to_be_visible()
    expect(person.page.locator("#code")).to_be_hidden()
    use(person, laptop)

    expect(person.heading("You are signed in")).to_be_visible()
    assert len(person.demo.mails) == mails
    claims = person.page.locator("#access-token code")
    expect(claims).to_contain_text('"acr": "passkey"')
    expect(claims).to_contain_text('"hwk"')
    open_passkeys(person)
    expect(item(person, "My laptop")).to_contain_text("last used")


def test_a_recovery_code_takes_the_place_of_a_lost_passkey(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    codes = add_first(person, laptop)
    sign_out(person)
    laptop.take_away()
    Authenticators(person.page).add(ROAMING)

    person.sign_in()
    person.button("Use a recovery code").click()
    field = person.page.get_by_role("textbox", name="Recovery code")
    expect(field).to_be_focused()
    person.button("Use a passkey").click()
    expect(person.button(USE)).to_be_focused()
    person.button("Use a recovery code").click()
    field.fill(codes[0])
    person.page.keyboard.press("Enter")

    expect(person.heading("You are signed in")).to_be_visible()
    person.has_news("Recovery codes left: 9.")


def test_a_passkey_that_nobody_used_can_be_tried_again(person):
    laptop = Authenticators(person.page).add(ROAMING)
    add_first(person, laptop)
    sign_out(person)

    # The one within reach is another one.
    laptop.take_away()
    with_nothing = Authenticators(person.page).add(ROAMING)
    person.sign_in()
    use(person, with_nothing)

    person.is_told("No passkey was used.")
    expect(person.button(USE)).to_be_focused()


def test_leaving_ends_what_the_browser_asks_for(person, laptop):
    person.sign_in()

    # Nobody touches it.
    person.button(USE).click()
    expect(person.page.locator("#confirm")).to_have_attribute("aria-busy", "true")
    person.button("Sign in as someone else").click()

    expect(person.heading("Sign in")).to_be_visible()
    expect(person.page.locator("[aria-busy=true]")).to_have_count(0)
    expect(person.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    log_in_with(person, laptop)


def test_a_device_has_one_passkey_of_an_account(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    add_first(person, laptop)

    add_another(person, laptop, laptop, "Once more")

    person.is_told("This device has a passkey for your account already.")
    person.button("Cancel").click()
    has_list(person, "My laptop")
    assert len(laptop.passkeys) == 1


@pytest.fixture
def laptop_and_key_ring(person):
    """Two authenticators, each with a passkey of the person, who sees the list."""
    authenticators = Authenticators(person.page)
    laptop = authenticators.add(PLATFORM)
    add_first(person, laptop)
    key_ring = authenticators.add(ROAMING)
    add_another(person, laptop, key_ring, "Key ring")
    return laptop, key_ring


def test_of_two_passkeys_each_signs_in(person, laptop_and_key_ring):
    person.has_news("The passkey has been added.")
    has_list(person, "Key ring", "My laptop")
    expect(person.page.locator("#mails .body").first).to_contain_text("Passkey")

    person.button("Rename Key ring").click()
    field = person.page.get_by_role("textbox", name="Name")
    expect(field).to_have_value("Key ring")
    field.fill("Blue key")
    person.page.keyboard.press("Enter")
    person.has_news("The passkey has been renamed.")
    has_list(person, "Blue key", "My laptop")
    sign_out(person)

    for one in laptop_and_key_ring:
        log_in_with(person, one)
        sign_out(person)
        sign_in_without_password(person, one)
        expect(person.heading("You are signed in")).to_be_visible()
        sign_out(person)


def test_a_removed_passkey_is_gone_from_its_device_as_well(person, laptop_and_key_ring):
    laptop, key_ring = laptop_and_key_ring
    remove(person, "Remove My laptop")
    expect(
        person.page.get_by_text("Use your passkey to remove the passkey My laptop.")
    ).to_be_visible()
    use(person, key_ring)
    person.has_news("The passkey has been removed.")
    has_list(person, "Key ring")
    # The browser was told which are left.
    assert laptop.passkeys == []
    assert len(key_ring.passkeys) == 1


def test_with_the_last_passkey_codes_by_mail_are_back(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    add_first(person, laptop)

    remove(person, "Remove My laptop")
    use(person, laptop)
    person.has_news("The passkey has been removed.")
    has_list(person, "No passkeys yet")
    assert laptop.passkeys == []
    person.button("Back").click()
    expect(person.page.get_by_text("No other method is set up.")).to_be_visible()
    expect(person.button("Create new recovery codes")).to_be_hidden()
    person.button("Back").click()

    person.button("Refresh the access token").click()
    person.has_news("You have a new access token.")
    person.button("Sign out").click()
    person.log_in()


def test_whoever_signed_in_long_ago_steps_up_to_add_the_first_one(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    person.log_in()
    open_passkeys(person)
    refuse_once(person, "passkeys/setup/")

    mails = person.page.locator("#mails li")
    before = mails.count()
    person.button("Add a passkey").click()
    expect(person.heading("Confirm that it is you")).to_be_visible()
    expect(mails).to_have_count(before + 1)
    person.type_code(person.read_newest_code())

    name_passkey(person, laptop, "My laptop")
    expect(person.heading("Your recovery codes")).to_be_focused()


def test_a_passkey_is_a_step_up(visit):
    person = visit(NO_WAIT)
    laptop = Authenticators(person.page).add(PLATFORM)
    add_first(person, laptop)
    person.button("Back").click()
    person.button("Back").click()
    person.button("Change the e-mail address").click()
    person.field("New e-mail address").fill("new@example.com")
    refuse_once(person, "email/")
    person.page.keyboard.press("Enter")
    expect(
        person.page.get_by_text("You signed in some time ago. Use your passkey to")
    ).to_be_visible()

    use(person, laptop)

    person.has_news("The e-mail address has been changed.")
    expect(person.page.locator("#me-email")).to_have_text("new@example.com")


def test_an_app_and_a_passkey_prove_changes_of_each_other(meet):
    person = meet()
    laptop = Authenticators(person.page).add(PLATFORM)
    person.log_in()
    enrol(person)
    enrolled = person.page.locator("#enrolled")

    person.button("Passkeys").click()
    person.button("Add a passkey").click()
    expect(
        person.page.get_by_text("Enter the code to add another one.")
    ).to_be_visible()
    type_app_code(person)
    name_passkey(person, laptop, "My laptop")
    person.has_news("The passkey has been added.")
    person.button("Back").click()
    expect(enrolled).to_contain_text("Passkeys")
    expect(enrolled).to_contain_text("10 left")

    # The recovery codes stay with the passkey.
    remove(person)
    expect(person.page.get_by_text("to remove the app.")).to_be_visible()
    use(person, laptop)
    person.has_news("The app has been removed.")
    expect(enrolled).to_contain_text("10 left")
    expect(enrolled).not_to_contain_text("Authenticator app")

    person.button("Set up an authenticator app").click()
    expect(
        person.page.get_by_text("Use your passkey to set up an app.")
    ).to_be_visible()
    use(person, laptop)
    expect(person.heading("Set up an authenticator app")).to_be_focused()


def test_an_account_that_must_have_a_second_factor_adds_a_passkey_to_go_on(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    person.type_code(person.ask_for_code("staff", "staff"))
    expect(person.heading("Set up a second factor to continue")).to_be_focused()

    person.button("Add a passkey").click()
    expect(person.heading("Add a passkey")).to_be_visible()
    person.button("Cancel").click()
    person.button("Add a passkey").click()
    name_passkey(person, laptop, "My laptop")
    expect(person.heading("Your recovery codes")).to_be_visible()
    confirm_saved(person)

    expect(person.heading("You are signed in")).to_be_visible()
    expect(person.page.locator("#me-username")).to_have_text("staff")
    person.button("Sign out").click()
    sign_in_without_password(person, laptop)
    expect(person.page.locator("#me-username")).to_have_text("staff")


def test_a_passkey_that_is_gone_says_so(person):
    laptop = Authenticators(person.page).add(PLATFORM)
    add_first(person, laptop)
    person.page.route(
        "**/api/passkeys/*/",
        lambda route: route.fulfill(status=404, json={"code": "not_found"}),
    )

    person.button("Rename My laptop").click()
    person.page.get_by_role("textbox", name="Name").fill("Another")
    person.page.keyboard.press("Enter")

    person.is_told("This is no longer set up.")
