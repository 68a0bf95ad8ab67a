"""Second factors that a person sets up, and what changes for them by that."""

import re
import time

import pytest
from browser.apps import (
    app_field,
    begin_enrolment,
    confirm_saved,
    confirm_saved_with_keys,
    enrol,
    keep_codes,
    log_in_with_app,
    other_code,
    read_phone,
    remove,
    scan,
    type_app_code,
)
from browser.sessions import join
from browser.settings import IN_A_HURRY, WIDE_WINDOW
from browser.test_everybody import find_barriers
from playwright.sync_api import expect

pytestmark = pytest.mark.server

NOT_RECENT = '"STEP_UP_MAX_AGE": timedelta(seconds=10)'
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
ERRORS = [
    ("confirmApp", "incorrect_confirmation"),
    ("confirmApp", "nothing_to_confirm"),
    ("confirmApp", "method_failed"),
    ("confirm:totp", "method_failed"),
    ("proof:totp", "incorrect_proof"),
    ("proof:totp", "not_enrolled"),
    ("proof:totp", "too_many_auth_attempts"),
    ("proof:totp", "code_token_expired"),
    ("signIn", "no_usable_method"),
    ("stepUp", "no_usable_method"),
    ("api", "insufficient_user_authentication"),
    ("proof:totp", "login_outdated"),
    ("stepUp", "step_ups_closed"),
    ("confirm:totp", "no_usable_method"),
    ("confirmApp", "authentication_failed"),
]


def test_the_next_login_is_by_the_app_or_by_a_recovery_code(meet):
    person = meet()
    person.log_in()
    codes = enrol(person)
    enrolled = person.page.locator("#enrolled")
    expect(enrolled).to_contain_text("Authenticator app")
    expect(enrolled).to_contain_text("10 left")
    person.button("Back").click()
    expect(person.page.locator("#access-token code")).to_contain_text('"acr": "totp"')
    person.button("Sign out").click()

    # The app is asked for, and no mail is sent; a code of the app is good once.
    mails = len(person.demo.mails)
    person.sign_in()
    person.has_news("Open your authenticator app")
    expect(person.field("Code from your app, 6 digits")).to_be_focused()
    expect(person.button("Send a new code")).to_be_hidden()
    type_app_code(person)
    expect(person.heading("You are signed in")).to_be_visible()
    assert len(person.demo.mails) == mails
    person.button("Sign out").click()

    # The phone is lost: a recovery code does, once.
    person.sign_in()
    person.button("Use a recovery code").click()
    field = person.page.get_by_role("textbox", name="Recovery code")
    expect(field).to_be_focused()
    # Nothing is sent, so nobody has to wait to choose again.
    person.button("Use a code from your app").click()
    expect(person.field("Code from your app, 6 digits")).to_be_focused()
    person.button("Use a recovery code").click()
    expect(field).to_be_focused()
    field.press_sequentially(codes[0].lower())
    person.page.keyboard.press("Enter")
    expect(person.heading("You are signed in")).to_be_visible()
    person.has_news("Recovery codes left: 9.")
    person.button("Second factors").click()
    expect(enrolled).to_contain_text("9 left")


def test_another_app_new_recovery_codes_and_the_way_back_to_the_mail(meet):
    person = meet()
    person.log_in()
    codes = enrol(person)
    enrolled = person.page.locator("#enrolled")

    # Another app takes the place of the first; the recovery codes stay.
    person.button("Replace the app").click()
    expect(person.heading("Confirm that it is you")).to_be_visible()
    type_app_code(person)
    expect(person.heading("Replace the app")).to_be_visible()
    secret = person.page.locator("#secret").inner_text()
    assert re.fullmatch("([A-Z2-7]{4} ){7}[A-Z2-7]{4}", secret)
    scan(person)
    app_field(person).press_sequentially(read_phone(person))
    person.has_news("The app is set up.")
    expect(enrolled).to_contain_text("10 left")

    # New recovery codes void the old ones.
    person.button("Create new recovery codes").click()
    type_app_code(person)
    person.has_news("no longer work")
    assert not set(keep_codes(person)) & set(codes)
    expect(enrolled).to_contain_text("10 left")

    remove(person)
    expect(person.page.get_by_text("Enter the code to remove the app")).to_be_visible()
    type_app_code(person)
    person.has_news("The app and the recovery codes have been removed.")
    expect(person.button("Set up an authenticator app")).to_be_visible()
    expect(person.page.locator("#mails .subject").first).to_contain_text("was removed")
    person.button("Back").click()
    # All of that with the tokens of the last change, the refresh token among them.
    person.button("Refresh the access token").click()
    person.has_news("You have a new access token.")
    person.button("Ask the API again").click()
    person.has_news("The API answered.")
    person.button("Sign out").click()
    person.log_in()


def test_a_wrong_code_does_not_set_an_app_up(meet):
    person = meet(WIDE_WINDOW)
    person.log_in()
    begin_enrolment(person)
    scan(person)
    code = read_phone(person)

    app_field(person).press_sequentially(other_code(code))
    person.is_told("Wrong code. Please scan the QR code")
    expect(app_field(person)).to_be_focused()
    person.page.keyboard.type(code)
    person.is_told("You tried again too soon. You can try again in 0:0")
    person.has_news("You can try again now.")
    person.button("Confirm").click()

    keep_codes(person)


def test_a_set_up_that_took_too_long_can_begin_again(meet):
    person = meet()
    person.log_in()
    begin_enrolment(person)
    answer = {"status": 403, "json": {"code": "nothing_to_confirm"}}
    person.page.route("**/api/totp/confirm/", lambda route: route.fulfill(**answer))

    app_field(person).press_sequentially("123456")
    person.is_told("The setup took too long.")
    expect(person.page.locator("#qr-code")).to_be_hidden()
    expect(person.button("Back")).to_be_focused()
    person.page.keyboard.press("Enter")

    expect(person.button("Set up an authenticator app")).to_be_visible()


def test_whoever_signed_in_long_ago_confirms_that_it_is_them_first(meet):
    person = meet(f"{NOT_RECENT}, {IN_A_HURRY}")
    person.log_in()
    person.button("Second factors").click()
    expect(person.page.get_by_text("No other method is set up.")).to_be_visible()
    time.sleep(11)

    mails = person.page.locator("#mails li")
    before = mails.count()
    person.button("Set up an authenticator app").click()
    expect(person.heading("Confirm that it is you")).to_be_visible()
    expect(mails).to_have_count(before + 1)
    person.code_field.press_sequentially(person.read_newest_code())

    expect(person.heading("Set up an authenticator app")).to_be_visible()
    scan(person)
    app_field(person).press_sequentially(read_phone(person))
    keep_codes(person)


def test_the_address_is_changed_after_a_second_factor_has_been_shown_again(meet):
    person = meet()
    person.log_in()
    enrol(person)
    person.button("Back").click()
    person.button("Change the e-mail address").click()
    time.sleep(11)  # The view's limit is 10.
    calls = []
    person.page.on("request", lambda request: calls.append(request.url))

    person.field("New e-mail address").fill("new@example.com")
    person.page.keyboard.press("Enter")
    expect(person.heading("Confirm that it is you")).to_be_visible()
    type_app_code(person)

    person.has_news("The e-mail address has been changed.")
    expect(person.page.locator("#me-email")).to_have_text("new@example.com")
    paths = [url.partition("/api/")[2] for url in calls if "/api/" in url]
    assert paths == ["email/", "step-up/", "auth/", "email/", "me/"]


def test_an_address_that_is_none_is_said_to_be_malformed_where_it_was_typed(meet):
    person = meet()
    person.log_in()
    person.button("Change the e-mail address").click()

    person.field("New e-mail address").fill("nobody")
    person.button("Change").click()

    person.is_told("A field is missing or malformed.")
    expect(person.heading("Change the e-mail address")).to_be_visible()
    field = person.field("New e-mail address")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Enter a valid email address.")


def test_a_change_with_wrong_codes_is_not_made_and_ends_no_login(meet):
    person = meet()
    person.log_in()
    enrol(person)
    remove(person)
    field = person.field("Code from your app")
    # Reading the phone moves the clock of the page, also for what waits for an answer.
    expect(field).to_be_visible()
    code = other_code(read_phone(person))

    for _attempt in range(5):
        field.fill("")
        field.press_sequentially(code)
        person.is_told("Wrong code, or already used.")
    field.fill("")
    field.press_sequentially(code)
    person.is_told("Too many wrong codes.")
    expect(person.button("Back")).to_be_focused()
    person.page.keyboard.press("Enter")

    expect(person.page.locator("#enrolled")).to_contain_text("Authenticator app")
    remove(person)
    person.button("Cancel").click()
    expect(person.heading("Second factors")).to_be_visible()


def test_an_account_that_must_have_an_app_sets_it_up_to_go_on(meet):
    person = meet()
    code = person.ask_for_code()
    given = []

    # The access token does as one that is good for nothing but the enrolment.
    def withhold_tokens(route):
        answer = route.fetch()
        given.append(answer.json()["access"])
        route.fulfill(response=answer, json={"enrollment_token": given[0]})

    person.page.route("**/api/auth/", withhold_tokens)
    person.type_code(code)
    expect(person.heading("Set up a second factor to continue")).to_be_focused()
    expect(
        person.page.get_by_text("This account must use an authenticator app")
    ).to_be_visible()
    with person.page.expect_request("**/api/totp/setup/") as request:
        person.button("Set up an authenticator app").click()
    assert request.value.headers["authorization"] == f"Bearer {given[0]}"
    expect(person.heading("Set up an authenticator app")).to_be_focused()

    scan(person)
    app_field(person).press_sequentially(read_phone(person))
    expect(person.heading("Your recovery codes")).to_be_visible()
    confirm_saved(person)

    expect(person.heading("You are signed in")).to_be_visible()
    expect(person.page.locator("#me-username")).to_have_text("demo")


def test_whoever_will_not_set_one_up_is_not_signed_in(meet):
    person = meet()
    person.page.route(
        "**/api/auth/",
        lambda route: route.fulfill(json={"enrollment_token": "x.e30.x"}),
    )

    person.type_code(person.ask_for_code())
    person.button("Set up an authenticator app").click()
    person.is_told("Your session has expired")
    person.starts_over()


def test_the_enrolment_with_the_keyboard_alone(meet):
    person = meet()
    keyboard = person.page.keyboard
    person.log_in()
    person.button("Sign out").focus()
    keyboard.press("Tab")
    expect(person.button("Second factors")).to_be_focused()
    keyboard.press("Enter")
    expect(person.heading("Second factors")).to_be_focused()
    keyboard.press("Tab")
    expect(person.button("Set up an authenticator app")).to_be_focused()
    keyboard.press("Enter")
    expect(person.heading("Set up an authenticator app")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(app_field(person)).to_be_focused()
    for _button in ("Confirm", "Cancel", "Scan the QR code"):
        keyboard.press("Tab")
    expect(person.button("Scan the QR code")).to_be_focused()
    keyboard.press("Enter")
    expect(person.page.locator("#phone-news")).to_contain_text("now shows codes for")
    for _button in ("Cancel", "Confirm", "the field"):
        keyboard.press("Shift+Tab")
    keyboard.type(read_phone(person))
    expect(person.heading("Your recovery codes")).to_be_focused()
    confirm_saved_with_keys(person)
    expect(person.heading("Second factors")).to_be_focused()
    expect(person.page.locator("#enrolled")).to_contain_text("10 left")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_every_panel_works_for_everybody(meet, scheme, width):
    person = meet(color_scheme=scheme, viewport={"width": width, "height": 640})

    def look():
        assert find_barriers(person) == []
        assert person.page.evaluate(OVERFLOW) <= 0

    person.log_in()
    look()
    person.button("Change the e-mail address").click()
    look()
    person.button("Back").click()
    begin_enrolment(person)
    look()
    scan(person)
    app_field(person).press_sequentially("000000")
    person.is_told("Wrong code.")
    look()
    app_field(person).fill("")
    app_field(person).press_sequentially(read_phone(person))
    expect(person.heading("Your recovery codes")).to_be_visible()
    look()
    keep_codes(person)
    look()
    remove(person)
    expect(person.heading("Confirm that it is you")).to_be_visible()
    look()
    person.button("Use a recovery code").click()
    expect(person.page.get_by_role("textbox", name="Recovery code")).to_be_visible()
    look()


def test_recovery_codes_can_be_copied_and_printed(meet):
    person = meet(permissions=["clipboard-read", "clipboard-write"])
    person.log_in()
    begin_enrolment(person)
    scan(person)
    app_field(person).press_sequentially(read_phone(person))
    expect(person.heading("Your recovery codes")).to_be_visible()
    codes = person.page.locator("#recovery-codes li").all_inner_texts()

    person.button("Copy").click()
    person.has_news("The codes have been copied.")
    copied = person.page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == codes

    person.page.emulate_media(media="print")
    expect(person.page.get_by_text(codes[0])).to_be_visible()
    about = person.page.get_by_text("Recovery codes of demo for drf-jwt-2fa demo (")
    expect(about).to_be_visible()
    expect(about).to_contain_text(re.compile(r"made on\s+.*\d{4}"))
    for hidden in (person.button("Print"), person.field("I have saved them")):
        expect(hidden).to_be_hidden()
    expect(person.page.locator("aside")).to_be_hidden()


def test_recovery_codes_can_be_downloaded_with_account_site_and_date(meet):
    person = meet()
    person.log_in()
    begin_enrolment(person)
    scan(person)
    app_field(person).press_sequentially(read_phone(person))
    expect(person.heading("Your recovery codes")).to_be_visible()
    codes = person.page.locator("#recovery-codes li").all_inner_texts()

    with person.page.expect_download() as download:
        person.button("Download").click()

    assert download.value.suggested_filename == "recovery-codes.txt"
    about, blank, *lines = download.value.path().read_text("utf-8").splitlines()
    assert re.fullmatch(
        r"Recovery codes of demo for drf-jwt-2fa demo"
        rf" \(localhost:{person.demo.port}\), made on .+\d{{4}}.+\.",
        about,
    )
    assert (blank, lines) == ("", codes)
    person.has_news("The codes have been downloaded.")


def test_nobody_goes_on_without_saying_that_the_codes_are_saved(meet):
    person = meet()
    person.log_in()
    begin_enrolment(person)
    scan(person)
    app_field(person).press_sequentially(read_phone(person))
    expect(person.heading("Your recovery codes")).to_be_visible()

    person.button("Continue").click()

    person.is_told("Please save the codes first")
    box = person.field("I have saved them")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(
        "Tick this box when you have saved them."
    )
    assert find_barriers(person) == []
    confirm_saved(person)
    expect(person.heading("Second factors")).to_be_visible()


@pytest.mark.parametrize("way_out", ["Cancel", "Escape"])
def test_a_removal_asks_first_and_looks_dangerous(meet, way_out):
    person = meet()
    person.log_in()
    enrol(person)
    button = person.button("Remove the app")
    bad = "one => getComputedStyle(one).color"
    assert button.evaluate(bad) != person.button("Replace the app").evaluate(bad)
    calls = []
    person.page.on("request", lambda request: calls.append(request.url))

    button.click()
    dialog = person.page.get_by_role(
        "dialog", name="Remove the app and the recovery codes?"
    )
    expect(dialog).to_be_visible()
    expect(dialog).to_have_accessible_description(
        "Neither its codes nor your recovery codes will work any more."
    )
    expect(person.button("Cancel")).to_be_focused()
    assert find_barriers(person) == []
    person.page.keyboard.press("Enter" if way_out == "Cancel" else "Escape")

    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    assert not [url for url in calls if "/api/" in url]
    expect(person.page.locator("#enrolled")).to_contain_text("Authenticator app")


def test_a_question_ends_with_the_login(meet):
    person = meet()
    person.log_in()
    enrol(person)
    tab = join(person)
    person.button("Remove the app").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()

    tab.button("Sign out").click()

    person.is_told("You have signed out in another tab.")
    expect(person.page.get_by_role("dialog")).to_be_hidden()


def test_the_phone_has_something_to_say_where_there_is_nothing_to_scan(person):
    person.button("Scan the QR code").click()

    expect(person.page.locator("#phone-news")).to_have_text(
        "There is no QR code on the page."
    )


# RFC 6238, appendix B, the last six of its eight digits.
@pytest.mark.parametrize(
    ("now", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_the_phone_computes_the_codes_of_the_standard(person, now, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    computed = person.page.evaluate(
        """([secret, now]) => import("/static/demo/phone.js")
            .then(({ makeCode }) => makeCode(secret, now))""",
        [secret, now],
    )

    assert computed == code


def test_the_phone_still_has_its_codes_after_a_reload_and_the_page_no_secret(meet):
    person = meet()
    person.log_in()
    enrol(person)
    person.button("Back").click()
    person.button("Sign out").click()
    assert (
        person.page.locator("#set-up").evaluate(
            "panel => panel.querySelector('[src], [href]')"
        )
        is None
    )

    person.page.reload()

    log_in_with_app(person)


@pytest.mark.parametrize(("step", "code"), ERRORS)
def test_every_error_has_a_sentence_and_a_way_on(person, step, code):
    explained = person.page.evaluate(
        """([step, code]) => import("/static/demo/explain.js")
            .then(({ explain }) => explain(step, { code }))""",
        [step, code],
    )

    assert explained["text"] != "Something went wrong. Please try again."
    assert explained["next"] in {"retry", "wait", "step back", "start over"}
