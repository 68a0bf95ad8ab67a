"""What becomes of passkeys by the authenticator that keeps them."""

import pytest
from browser.authenticators import PLATFORM, ROAMING, SIMPLE, SYNCED, Authenticators
from browser.passkeys import (
    add_another,
    add_first,
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

# As browsers were before 2025.
OLD_BROWSER = """
    delete PublicKeyCredential.parseCreationOptionsFromJSON;
    delete PublicKeyCredential.parseRequestOptionsFromJSON;
    delete PublicKeyCredential.prototype.toJSON;
    for (const name of Object.getOwnPropertyNames(PublicKeyCredential)) {
        if (name.startsWith("signal")) {
            delete PublicKeyCredential[name];
        }
    }
"""


@pytest.mark.parametrize("kind", [SIMPLE, ROAMING])
def test_a_security_key_is_a_second_factor_only(person, kind):
    key = Authenticators(person.page).add(kind)
    add_first(person, key, "Old key", "Add a security key")
    expect(item(person, "Old key")).to_contain_text("as a second factor only")
    assert [one["isResidentCredential"] for one in key.passkeys] == [False]
    sign_out(person)

    sign_in_without_password(person, key)
    person.is_told("No passkey was used.")

    log_in_with(person, key)


@pytest.mark.parametrize("missing", ["hasResidentKey", "hasUserVerification"])
def test_a_key_that_cannot_replace_the_password_can_be_added_as_another_one(
    person, missing
):
    key = Authenticators(person.page).add({**ROAMING, missing: False})
    person.log_in()
    open_passkeys(person)
    person.button("Add a passkey").click()
    name_passkey(person, key, "Old key")
    person.is_told(
        "A key without a PIN, or without space, can be added as a security key."
    )
    person.button("Cancel").click()

    person.button("Add a security key").click()
    name_passkey(person, key, "Old key")

    expect(person.heading("Your recovery codes")).to_be_focused()


def test_a_counter_that_goes_back_is_refused(visit):
    person = visit(NO_WAIT)
    laptop = Authenticators(person.page).add(PLATFORM)
    codes = add_first(person, laptop)
    sign_out(person)
    log_in_with(person, laptop)
    sign_out(person)

    laptop.restore(signCount=0)
    person.sign_in()
    use(person, laptop)

    person.is_told("This passkey was not accepted. Please choose another way.")
    person.button("Use a recovery code").click()
    person.page.get_by_role("textbox", name="Recovery code").fill(codes[0])
    person.page.keyboard.press("Enter")
    expect(person.heading("You are signed in")).to_be_visible()


def test_copies_of_a_synced_passkey_count_apart(person):
    phone = Authenticators(person.page).add(SYNCED)
    add_first(person, phone, "My phone")
    expect(item(person, "My phone")).to_contain_text("synced between your devices")
    sign_out(person)
    log_in_with(person, phone)
    expect(person.page.locator("#access-token code")).to_contain_text('"swk"')
    sign_out(person)

    phone.restore(signCount=0)

    log_in_with(person, phone)


def test_a_passkey_that_is_synced_later_stays_good(person):
    phone = Authenticators(person.page).add(PLATFORM)
    add_first(person, phone, "My phone")
    sign_out(person)

    phone.restore(backupEligibility=True, backupState=True)
    log_in_with(person, phone)

    open_passkeys(person)
    expect(item(person, "My phone")).to_contain_text("synced between your devices")


def test_a_browser_of_yesterday_can_do_the_same(person):
    person.page.add_init_script(OLD_BROWSER)
    person.page.reload()
    key = Authenticators(person.page).add(ROAMING)

    add_first(person, key, "Key ring")
    add_another(person, key, key, "Once more")
    person.is_told("This device has a passkey for your account already.")
    person.button("Cancel").click()
    sign_out(person)

    log_in_with(person, key)
    sign_out(person)
    sign_in_without_password(person, key)
    expect(person.heading("You are signed in")).to_be_visible()
