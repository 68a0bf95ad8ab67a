"""A login in the browser, and each way in which it can go wrong."""

import re
import time
from datetime import datetime, timezone

import jwt
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.server

NO_WAIT = '"AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0)'
HTML_MAIL = """"CODE_SENDER": lambda user, code: __import__(
    "django.core.mail", fromlist=["send_mail"]
).send_mail(
    f"{code}: Your verification code", f"{code} is it.", None, [user.email],
    html_message=f"<img src=x onerror=alert(1)><b>{code}</b>",
)"""
SHORT_CODE = '"CODE_EXPIRATION_TIME": timedelta(seconds=2)'


def other_code(code):
    return ("1" if code[0] != "1" else "2") + code[1:]


def wait_for_end_of(token):
    expires_at = jwt.decode(token, options={"verify_signature": False})["exp"]
    time.sleep(max(0, expires_at - time.time()))


def test_the_code_from_the_mailbox_signs_in_as_soon_as_it_is_complete(person):
    code = person.ask_for_code()
    person.has_news("We sent a code to d")
    expect(person.code_field).to_be_focused()
    expect(person.page.get_by_text(re.compile("expires in [45]:"))).to_be_visible()

    person.type_code(code)

    expect(person.heading("You are signed in")).to_be_focused()
    expect(person.page.locator("#me-username")).to_have_text("demo")
    expect(person.page.locator("#me-email")).to_have_text("demo@example.com")


def test_of_a_mail_with_html_the_mailbox_shows_the_text(visit):
    person = visit(HTML_MAIL)

    code = person.ask_for_code()

    expect(person.page.locator("#mails .body")).to_have_text(f"{code} is it.")


@pytest.mark.parametrize("form", ["{0}", " {1} {2} ", "{0}: Your verification code"])
def test_a_code_can_be_pasted_in_any_form(person, form):
    code = person.ask_for_code()

    person.page.keyboard.insert_text(form.format(code, code[:3], code[3:]))

    expect(person.heading("You are signed in")).to_be_visible()


def test_the_field_is_made_for_codes(person):
    person.ask_for_code()

    expect(person.code_field).to_have_attribute("autocomplete", "one-time-code")
    expect(person.code_field).to_have_attribute("inputmode", "numeric")


def test_a_wrong_password_says_so_and_leaves_the_name(person):
    person.sign_in(password="wrong")

    person.is_told("The user name or the password is wrong.")
    expect(person.field("User name")).to_have_value("demo")
    expect(person.field("Password")).to_be_focused()
    person.log_in()


def test_missing_fields_are_said_to_be_missing(person):
    person.sign_in(username="", password="")

    person.is_told("A field is missing")


def test_a_wrong_code_can_be_tried_again_after_a_wait(person):
    code = person.ask_for_code()

    person.type_code(other_code(code))
    person.is_told("Wrong code.")
    expect(person.code_field).to_be_focused()
    # Far sooner than after the two seconds.
    person.type_code(other_code(code))
    person.is_told(re.compile(r"tried again too soon\. You can try again in 0:0[12]\."))
    requests = []
    person.page.on("request", lambda request: requests.append(request.url))
    person.button("Confirm").click()
    person.has_news("You can try again now.")
    assert not [url for url in requests if url.endswith("/api/auth/")]
    person.type_code(code)

    expect(person.heading("You are signed in")).to_be_visible()


def test_too_many_wrong_codes_end_the_login_and_lead_to_another(visit):
    person = visit(NO_WAIT)
    code = person.ask_for_code()

    for _attempt in range(5):
        person.type_code(other_code(code))
        person.is_told("Wrong code.")
    person.type_code(code)
    person.is_told("Too many wrong codes.")

    person.starts_over()
    expect(person.field("Password")).to_be_focused()
    person.log_in()


def test_a_code_that_ends_says_so_by_itself(visit):
    person = visit(SHORT_CODE)
    person.ask_for_code()

    person.is_told("This code has expired.")
    expect(person.code_field).to_be_hidden()
    person.starts_over()


def test_a_code_that_ended_for_the_server_leads_to_a_new_login(visit):
    person = visit(SHORT_CODE)
    # The clock of the page stands still, so only the server can know.
    person.page.clock.set_fixed_time(datetime.now(timezone.utc))
    with person.page.expect_response("**/api/get-code/") as answer:
        person.sign_in()
    expect(person.heading("Enter the code")).to_be_visible()
    wait_for_end_of(answer.value.json()["token"])

    person.type_code(person.demo.last_code)

    person.is_told("This code has expired.")
    person.starts_over()


def test_a_code_that_was_used_elsewhere_says_so(person):
    code = person.ask_for_code()
    with person.page.expect_request("**/api/auth/") as request:
        person.page.route("**/api/auth/", lambda route: route.abort())
        person.type_code(code)
    person.is_told("The server cannot be reached.")
    person.demo.call("auth/", request.value.post_data_json)
    person.page.unroute("**/api/auth/")

    person.button("Confirm").click()
    person.is_told("You tried again too soon.")
    person.has_news("You can try again now.")
    person.button("Confirm").click()

    person.is_told("This code has already been used.")
    person.starts_over()


def test_too_many_attempts_from_one_address_say_how_long_to_wait(visit):
    person = visit('"CODE_TOKEN_THROTTLE_RATE": "1/3h"')
    person.sign_in(password="wrong")
    person.is_told("is wrong")

    person.sign_in()

    person.is_told(re.compile("Too many attempts .* try again in (2 h 59|3 h 0) min"))


def test_too_many_codes_say_how_long_to_wait(visit):
    person = visit('"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1')
    code = person.ask_for_code()
    person.button("Sign in as someone else").click()

    person.sign_in()

    person.is_told(re.compile(r"requested several codes .* try again in (4:5\d|5:00)"))
    assert len(code) == 7


def test_too_many_logins_that_were_not_completed_warn_of_a_stolen_password(visit):
    person = visit('"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/d"')
    person.ask_for_code()
    person.button("Sign in as someone else").click()

    person.sign_in()

    person.is_told("someone knows your password")
    expect(person.page.get_by_text("Somebody may know your password")).to_be_visible()


def test_a_new_code_takes_the_place_of_the_old_one(person):
    old_code = person.ask_for_code()

    person.button("Send a new code").click()
    person.has_news("We sent you a new code.")
    expect(person.page.get_by_role("listitem")).to_have_count(2)
    new_code = person.read_newest_code()
    assert new_code != old_code

    person.type_code(old_code)
    person.is_told("Wrong code.")
    person.type_code(new_code)
    person.has_news("You can try again now.")
    person.button("Confirm").click()
    expect(person.heading("You are signed in")).to_be_visible()


def test_a_second_new_code_has_to_wait_and_the_last_one_works_meanwhile(person):
    person.ask_for_code()
    person.button("Send a new code").click()
    person.has_news("We sent you a new code.")
    expect(person.page.get_by_role("listitem")).to_have_count(2)

    person.button("Send a new code").click()
    person.is_told(re.compile(r"A new code was sent a moment ago.* in 0:[23]\d\."))
    person.type_code(person.read_newest_code())

    expect(person.heading("You are signed in")).to_be_visible()


def test_the_password_is_forgotten_when_it_was_sent(person):
    bodies = []
    person.page.on("request", lambda request: bodies.append(request.post_data or ""))
    code = person.ask_for_code()
    person.button("Send a new code").click()
    person.has_news("We sent you a new code.")

    assert person.page.locator("#password").input_value() == ""
    assert sum('"password"' in body for body in bodies) == 1
    assert code


def test_a_mail_that_cannot_be_sent_leaves_the_way_open(visit):
    person = visit('"CODE_SENDER": "smtplib.SMTP"')

    person.sign_in()

    person.is_told("The code could not be sent.")
    expect(person.button("Sign in")).to_be_visible()


def test_a_server_that_is_away_leaves_the_way_open(person):
    person.page.context.set_offline(True)
    person.sign_in()
    person.is_told("The server cannot be reached.")

    person.page.context.set_offline(False)
    person.log_in()


def test_a_200_that_is_not_from_the_api_signs_nobody_in(person):
    page = "<h1>Welcome to the hotel's network</h1>"
    person.page.route("**/api/auth/", lambda route: route.fulfill(body=page))

    person.type_code(person.ask_for_code())

    person.is_told("Something went wrong.")
    expect(person.heading("Enter the code")).to_be_visible()


def test_a_server_that_never_answers_leaves_the_way_open(person):
    def hurry(route):
        module = route.fetch()
        body = module.text().replace("PATIENCE = 30_000", "PATIENCE = 300")
        route.fulfill(response=module, body=body)

    person.page.route("**/demo/api.js", hurry)
    person.page.reload()
    person.page.route("**/api/get-code/", lambda route: None)
    person.sign_in()
    person.is_told("The server cannot be reached.")

    person.page.unroute("**/api/get-code/")
    person.page.unroute("**/demo/api.js")
    person.page.reload()
    person.log_in()


def test_an_answer_after_the_person_left_signs_nobody_in(person):
    code = person.ask_for_code()
    held = []

    def hold(route):
        held.append(route)

    person.page.route("**/api/auth/", hold)
    person.type_code(code)
    person.button("Sign in as someone else").click()
    expect(person.heading("Sign in")).to_be_visible()

    answer = person.demo.call("auth/", held[0].request.post_data_json)
    assert answer[0] == 200
    held[0].fulfill(status=200, json=answer[1])
    expect(person.page.locator("[aria-busy=true]")).to_have_count(0)

    expect(person.heading("Sign in")).to_be_visible()
    tokens = "import('/static/demo/auth.js').then(auth => auth.getTokens())"
    assert not any(person.page.evaluate(tokens).values())
