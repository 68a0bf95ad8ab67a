"""Users who ask not to be asked for a code on this device, or forget the device."""

import pytest
from browser.apps import (
    enrol,
    read_phone,
    remove,
)
from browser.passkeys import sign_out
from browser.sessions import devices_of, get_tokens, open_devices
from playwright.sync_api import expect

pytestmark = pytest.mark.server

CHECKBOX = "Do not ask on this device for 30 days"
STORED = "Object.entries(localStorage)"
CLAIMS = """Promise.all([
    import('/static/demo/auth.js'), import('/static/demo/claims.js')
]).then(([auth, claims]) => claims.readClaims(auth.getTokens().access))"""


def log_in_and_trust(person):
    code = person.ask_for_code()
    person.field(CHECKBOX).check()
    person.type_code(code)
    expect(person.heading("You are signed in")).to_be_visible()
    # There is a mail about it, too: the next one is the next code.
    expect(person.page.locator("#mails li")).to_have_count(len(person.demo.mails))


def stored_in(person):
    return dict(person.page.evaluate(STORED))


def needs_no_code(person):
    person.sign_in()
    person.has_news("No code was needed: you trust this device.")
    expect(person.heading("You are signed in")).to_be_focused()
    assert person.page.evaluate(CLAIMS)["acr"] == "trusted-device"


def is_asked_for_a_code(person):
    person.sign_in()
    expect(person.code_field).to_be_focused()


def test_the_box_is_not_ticked_and_nothing_is_kept(person):
    code = person.ask_for_code()
    expect(person.field(CHECKBOX)).not_to_be_checked()
    person.type_code(code)
    expect(person.heading("You are signed in")).to_be_visible()
    assert stored_in(person) == {}
    sign_out(person)

    is_asked_for_a_code(person)


def test_a_trusted_device_needs_no_code_and_its_token_changes_each_time(person):
    log_in_and_trust(person)
    tokens = [stored_in(person)]
    for _login in range(2):
        sign_out(person)
        needs_no_code(person)
        tokens.append(stored_in(person))

    assert all(list(one) == ["device-token:demo"] for one in tokens)
    assert len({one["device-token:demo"] for one in tokens}) == 3


def test_trust_outlives_a_reload(person):
    log_in_and_trust(person)
    person.page.reload()
    expect(person.heading("Sign in")).to_be_visible()

    needs_no_code(person)


def test_trust_replaces_no_password(person):
    log_in_and_trust(person)
    sign_out(person)
    before = stored_in(person)

    person.sign_in(password="wrong")

    person.is_told("The user name or the password is wrong.")
    assert stored_in(person) == before
    needs_no_code(person)


def test_a_device_can_be_forgotten(person):
    log_in_and_trust(person)
    sign_out(person)
    needs_no_code(person)
    open_devices(person)
    expect(devices_of(person)).to_have_count(1)
    expect(devices_of(person)).to_contain_text("(this device)")
    expect(devices_of(person)).to_contain_text("Until ")

    devices_of(person).get_by_text("Forget").click()

    person.has_news("You will be asked for a code there again.")
    expect(devices_of(person)).to_have_text("No trusted devices")
    assert stored_in(person) == {}
    person.button("Back").click()
    expect(person.heading("Where you are signed in")).to_be_visible()
    sign_out(person)
    is_asked_for_a_code(person)


def test_a_device_that_was_forgotten_elsewhere_asks_for_a_code(person):
    log_in_and_trust(person)
    access_token = get_tokens(person)["access"]
    person.demo.call("devices/", access_token=access_token, method="DELETE")
    sign_out(person)

    is_asked_for_a_code(person)

    assert stored_in(person) == {}


def test_a_copied_device_token_ends_trust(person):
    log_in_and_trust(person)
    copy = stored_in(person)["device-token:demo"]
    login = {"username": "demo", "password": "demo", "device_token": copy}
    # Twice, since the direct predecessor is answered for some seconds.
    for _login in range(2):
        status, body = person.demo.call("get-code/", login)
        assert status == 200
        login["device_token"] = body["device_token"]
    sign_out(person)

    is_asked_for_a_code(person)


def test_another_user_of_the_browser_is_not_trusted(person):
    log_in_and_trust(person)
    sign_out(person)

    person.sign_in("staff", "staff")

    expect(person.code_field).to_be_focused()
    assert list(stored_in(person)) == ["device-token:demo"]


def test_recovery_codes_and_changes_offer_no_trust(meet):
    person = meet()
    person.log_in()
    enrol(person)
    remove(person)
    expect(person.heading("Confirm that it is you")).to_be_visible()
    expect(person.field(CHECKBOX)).to_be_hidden()
    person.button("Cancel").click()
    sign_out(person)

    person.sign_in()
    expect(person.field("Code from your app")).to_be_focused()
    expect(person.field(CHECKBOX)).to_be_visible()
    person.button("Use a recovery code").click()
    expect(person.page.get_by_role("textbox", name="Recovery code")).to_be_focused()
    expect(person.field(CHECKBOX)).to_be_hidden()


def test_a_login_with_an_app_can_trust_the_device(meet):
    person = meet()
    person.log_in()
    enrol(person)
    sign_out(person)

    person.sign_in()
    person.field(CHECKBOX).check()
    person.field("Code from your app").press_sequentially(read_phone(person))
    expect(person.heading("You are signed in")).to_be_visible()
    sign_out(person)

    needs_no_code(person)


def test_a_browser_without_storage_asks_each_time(visit):
    person = visit()
    person.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error(); }})"
    )
    person.open()
    log_in_and_trust(person)
    sign_out(person)

    is_asked_for_a_code(person)
