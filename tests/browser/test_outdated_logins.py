"""A login that the API does not accept for changes any more, as the page ends it."""

import subprocess
import sys

import pytest
from browser.apps import (
    app_field,
    begin_enrolment,
    enrol,
    log_in_with_app,
    read_phone,
    remove,
    scan,
    type_app_code,
)
from browser.settings import IN_A_HURRY
from example_project.running import clean_environment
from playwright.sync_api import expect

pytestmark = pytest.mark.server

OUTDATED = "Your account has changed. Sign in again."
CLOSED = "Too many wrong codes. Sign in again."
WRONG_STEP_UPS = 20
# So that one code token takes them all.
MANY_ATTEMPTS = f'{IN_A_HURRY}, "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 50'
SHORT_ACCESS = '"ACCESS_TOKEN_LIFETIME": timedelta(seconds=1)'
TOKENS = "import('/static/demo/auth.js').then(auth => auth.getTokens())"


def reset_by_staff(person):
    """Reset the second factors of demo, as support does in another program."""
    subprocess.run(
        [sys.executable, "manage.py", "reset_2fa", "demo", "--settings", "changed"],
        cwd=person.demo.var.parent,
        env=clean_environment(),
        check=True,
    )


def guess(person, challenge):
    """Close step-ups with wrong codes."""
    guess = {"code_token": challenge["token"], "code": "000000"}
    for _attempt in range(WRONG_STEP_UPS):
        status, body = person.demo.call("auth/", guess)
        assert (status, body["code"]) == (401, "authentication_failed")


@pytest.fixture
def calls():
    """The paths of the API that the page calls, after `watch_calls`."""
    return []


@pytest.fixture
def watch_calls(calls):
    def watch(person):
        def note(request):
            path = request.url.partition("/api/")[2]
            # Whoever has to sign in again is offered passkeys without asking for them.
            if path and path != "passkey-login/":
                calls.append(path)

        person.page.on("request", note)

    return watch


def ends_the_session(person, text):
    person.is_told(text)
    assert not any(person.page.evaluate(TOKENS).values())
    person.starts_over()


def test_a_step_up_after_a_reset_ends_the_session(meet, watch_calls, calls):
    person = meet()
    person.log_in()
    expect(person.page.locator("#me-username")).to_have_text("demo")
    person.button("Change the e-mail address").click()
    person.field("New e-mail address").fill("new@example.com")
    reset_by_staff(person)

    watch_calls(person)
    person.page.keyboard.press("Enter")

    ends_the_session(person, OUTDATED)
    assert calls == ["email/", "step-up/"]
    person.log_in()


def test_a_setup_after_a_reset_ends_the_session(meet, watch_calls, calls):
    person = meet()
    person.log_in()
    person.button("Second factors").click()
    reset_by_staff(person)

    watch_calls(person)
    person.button("Set up an authenticator app").click()

    ends_the_session(person, OUTDATED)
    assert calls == ["totp/setup/"]
    person.log_in()


def test_a_confirmation_after_a_reset_ends_the_session(meet, watch_calls, calls):
    person = meet()
    person.log_in()
    begin_enrolment(person)
    scan(person)
    code = read_phone(person)
    reset_by_staff(person)

    watch_calls(person)
    app_field(person).press_sequentially(code)

    ends_the_session(person, OUTDATED)
    assert calls == ["totp/confirm/"]
    assert person.page.locator("#secret").inner_text() == ""


def test_a_change_after_a_reset_ends_the_session(meet, watch_calls, calls):
    person = meet()
    person.log_in()
    enrol(person)
    remove(person)
    expect(person.heading("Confirm that it is you")).to_be_visible()
    reset_by_staff(person)

    watch_calls(person)
    type_app_code(person)

    ends_the_session(person, OUTDATED)
    assert calls == ["totp/"]
    person.log_in()


def test_a_refresh_after_a_reset_ends_the_session(visit, watch_calls, calls):
    person = visit(simple_jwt=SHORT_ACCESS)
    person.log_in()
    expect(person.page.locator("#me-username")).to_have_text("demo")
    reset_by_staff(person)
    expect(person.page.get_by_role("timer").first).to_have_text("expired")

    watch_calls(person)
    person.button("Ask the API again").click()

    ends_the_session(person, "This session has ended. Your account has changed")
    assert calls == ["me/", "refresh/"]
    person.log_in()


def test_closed_step_ups_are_open_again_after_a_login(meet, watch_calls, calls):
    person = meet(MANY_ATTEMPTS)
    person.log_in()
    enrol(person)
    # An attacker with a stolen token can do that, too.
    access_token = person.page.evaluate(TOKENS)["access"]
    guess(person, person.demo.call("step-up/", {}, access_token)[1])

    watch_calls(person)
    remove(person)

    ends_the_session(person, CLOSED)
    assert calls == ["step-up/"]
    log_in_with_app(person)
    person.button("Second factors").click()
    remove(person)
    type_app_code(person)
    person.has_news("The app and the recovery codes have been removed.")


def test_step_ups_that_close_under_way_end_the_session(meet, watch_calls, calls):
    person = meet(MANY_ATTEMPTS)
    person.log_in()
    enrol(person)
    with person.page.expect_response("**/api/step-up/") as challenge:
        remove(person)
    expect(person.heading("Confirm that it is you")).to_be_visible()
    guess(person, challenge.value.json())

    watch_calls(person)
    type_app_code(person)

    ends_the_session(person, CLOSED)
    assert calls == ["totp/"]
    log_in_with_app(person)


def test_a_reload_in_a_login_with_an_app_takes_no_place(meet):
    person = meet(f'{IN_A_HURRY}, "MAX_ACTIVE_CODE_TOKENS_PER_USER": 1')
    person.log_in()
    enrol(person)
    person.button("Back").click()
    person.button("Sign out").click()

    for _reload in range(2):
        person.sign_in()
        expect(person.field("Code from your app")).to_be_focused()
        person.page.reload()

    log_in_with_app(person)
