"""Logins by a passkey alone, and where they are not possible."""

import re

import pytest
from browser.authenticators import PLATFORM, SYNCED, Authenticators
from browser.passkeys import (
    SIGN_IN,
    USE,
    add_first,
    is_signed_in,
    sign_in_without_password,
    sign_out,
)
from browser.settings import NO_WAIT
from browser.test_outdated_logins import reset_by_staff
from playwright.sync_api import expect

pytestmark = pytest.mark.server


def test_the_button_signs_in_without_a_password(person, laptop):
    with person.page.expect_request("**/api/auth/") as request:
        sign_in_without_password(person, laptop)

    is_signed_in(person)
    assert request.value.post_data_json.keys() == {"code_token", "credential"}
    claims = person.page.locator("#access-token code")
    expect(claims).to_contain_text('"acr": "passkey"')
    expect(claims).to_contain_text('"mfa"')
    expect(claims).not_to_contain_text('"pwd"')


def test_the_login_is_recent_enough_to_change_the_address(person, laptop):
    sign_in_without_password(person, laptop)
    is_signed_in(person)

    person.button("Change the e-mail address").click()
    person.field("New e-mail address").fill("new@example.com")
    person.page.keyboard.press("Enter")

    person.has_news("The e-mail address has been changed.")


def test_what_the_site_does_not_know_any_more_is_deleted_by_the_browser(person, laptop):
    reset_by_staff(person)
    assert len(laptop.passkeys) == 1

    sign_in_without_password(person, laptop)

    person.is_told("This passkey has been removed here. Sign in with your password.")
    assert laptop.passkeys == []
    person.log_in()


def test_what_the_site_still_knows_is_not_deleted(person, laptop):
    person.page.route(
        "**/api/auth/",
        lambda route: route.fulfill(status=401, json={"code": "authentication_failed"}),
    )

    sign_in_without_password(person, laptop)

    person.is_told("This passkey was not accepted.")
    assert len(laptop.passkeys) == 1


def test_of_the_user_the_browser_shows_what_the_site_says(person, laptop):
    (passkey,) = laptop.passkeys

    assert passkey["rpId"] == "localhost"
    assert passkey["userName"] == "demo"
    assert passkey["userHandle"]


def test_without_a_passkey_the_button_says_what_else_there_is(person):
    empty = Authenticators(person.page).add(PLATFORM)

    sign_in_without_password(person, empty)

    person.is_told("No passkey was used. You can try again, or sign in with your")
    person.log_in()


def test_whoever_has_the_device_and_not_the_finger_does_not_get_in(person, laptop):
    laptop.verify_user(False)
    sign_in_without_password(person, laptop)
    person.is_told("No passkey was used.")

    laptop.verify_user(True)
    sign_in_without_password(person, laptop)
    is_signed_in(person)


def test_a_synced_passkey_says_so_in_the_tokens(person):
    phone = Authenticators(person.page).add(SYNCED)
    add_first(person, phone, "My phone")
    sign_out(person)

    sign_in_without_password(person, phone)

    is_signed_in(person)
    expect(person.page.locator("#access-token code")).to_contain_text('"swk"')


def test_a_counter_that_goes_back_is_no_login_and_the_user_is_told(person, laptop):
    sign_in_without_password(person, laptop)
    is_signed_in(person)
    person.button("Sign out").click()
    mails = person.page.locator("#mails li")
    before = mails.count()

    laptop.restore(signCount=0)
    sign_in_without_password(person, laptop)

    person.is_told("This passkey was not accepted.")
    expect(mails).to_have_count(before + 1)


def test_at_an_address_of_numbers_the_page_leads_to_one_with_a_name(person):
    numbers = person.demo.url.replace("localhost", "127.0.0.1")
    with person.page.context.browser.new_context() as elsewhere:
        page = elsewhere.new_page()
        page.goto(numbers)

        expect(
            page.get_by_text(
                "Passkeys do not work at an address made of numbers."
            ).filter(visible=True)
        ).to_be_visible()
        expect(page.get_by_role("button", name=SIGN_IN)).to_be_hidden()
        page.get_by_role("link", name=person.demo.url).click()
        expect(page.get_by_role("button", name=SIGN_IN)).to_be_visible()


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            "Object.defineProperty(window, 'isSecureContext', { value: false })",
            "Passkeys need a page that was loaded over HTTPS.",
        ),
        (
            "delete window.PublicKeyCredential",
            "This browser does not support passkeys.",
        ),
    ],
)
def test_where_there_are_no_passkeys_the_page_says_why(person, change, text):
    person.page.add_init_script(change)
    asked = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.page.reload()

    expect(person.page.get_by_text(text).filter(visible=True)).to_be_visible()
    expect(person.button(SIGN_IN)).to_be_hidden()
    person.log_in()
    person.button("Second factors").click()
    person.button("Passkeys").click()
    expect(person.page.get_by_text(text).filter(visible=True)).to_be_visible()
    expect(person.button("Add a passkey")).to_be_hidden()
    assert not [url for url in asked if "passkey-login" in url]


def test_a_user_with_a_passkey_is_told_that_this_browser_has_none(person, laptop):
    person.page.add_init_script("delete window.PublicKeyCredential")
    person.page.reload()

    person.sign_in()
    expect(person.button(USE)).to_be_focused()
    person.page.keyboard.press("Enter")

    person.is_told("This browser does not support passkeys.")
    expect(person.button("Use a recovery code")).to_be_visible()


def test_a_site_without_logins_by_passkey_says_so(visit):
    person = visit(f'{NO_WAIT}, "PASSKEY_LOGIN": False')
    empty = Authenticators(person.page).add(PLATFORM)

    sign_in_without_password(person, empty)

    person.is_told("This site has no logins without a password.")
    person.log_in()


def test_too_many_requests_for_challenges_say_how_long_to_wait(visit):
    person = visit('"PASSKEY_LOGIN_THROTTLE_RATE": "1/h"')
    empty = Authenticators(person.page).add(PLATFORM)

    sign_in_without_password(person, empty)

    person.is_told(re.compile("Too many attempts .* try again in (59|1 h 0 min)"))
    person.log_in()
