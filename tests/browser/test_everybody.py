"""The page works for everybody: keyboard, screen reader, narrow window, dark mode."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from docs.pages import read_table
from playwright.sync_api import expect

pytestmark = pytest.mark.server

STEPS = {
    "get-code/": "signIn",
    "passkey-login/": "passkeyLogin",
    "auth/": "confirm",
    "challenge/": "newCode",
    "step-up/": "stepUp",
    "refresh/": "api",
}


def find_barriers(person):
    """Return what axe-core finds that is serious, in words."""
    result = Axe().run(person.page)
    return [
        f"{found['id']}: {found['help']} {found['nodes'][0]['html']}"
        for found in result.response["violations"]
        if found["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_state(visit, scheme):
    person = visit('"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1', color_scheme=scheme)
    assert find_barriers(person) == []

    person.sign_in(password="wrong")
    person.is_told("is wrong")
    assert find_barriers(person) == []

    code = person.ask_for_code()
    assert find_barriers(person) == []

    person.type_code("0" * 7 if code != "0" * 7 else "1" * 7)
    person.is_told("Wrong code.")
    person.button("Confirm").click()
    person.is_told("too soon")
    assert find_barriers(person) == []

    person.has_news("You can try again now.")
    person.button("Confirm").click()
    person.is_told("Too many wrong codes.")
    assert find_barriers(person) == []

    person.starts_over()
    person.log_in()
    assert find_barriers(person) == []


def test_axe_would_find_something(person):
    person.page.evaluate("document.querySelector('label').remove()")

    assert "label" in find_barriers(person)[0]


def test_the_whole_story_with_the_keyboard_alone(person):
    keyboard = person.page.keyboard
    expect(person.field("User name")).to_be_focused()
    keyboard.type("demo")
    keyboard.press("Tab")
    keyboard.type("demo")
    keyboard.press("Enter")
    expect(person.code_field).to_be_focused()
    keyboard.press("Tab")
    expect(person.field("Do not ask on this device")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(person.button("Send a new code")).to_be_focused()
    keyboard.press("Enter")
    person.has_news("We sent you a new code.")
    expect(person.code_field).to_be_focused()
    expect(person.page.get_by_role("listitem")).to_have_count(2)
    keyboard.type(person.read_newest_code())
    expect(person.heading("You are signed in")).to_be_focused()

    keyboard.press("Tab")
    expect(person.button("Ask the API again")).to_be_focused()
    keyboard.press("Enter")
    person.has_news("The API answered.")
    keyboard.press("Tab")
    keyboard.press("Enter")
    person.has_news("You have a new access token.")
    keyboard.press("Tab")
    expect(person.button("Sign out")).to_be_focused()
    keyboard.press("Enter")
    expect(person.field("Password")).to_be_focused()


def test_the_focus_can_be_seen(person):
    person.page.keyboard.press("Tab")

    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert person.page.evaluate(outline) == "solid"


def test_a_screen_reader_is_told_each_time_but_once(person):
    shown = person.page.evaluate(
        """import("/static/demo/countdown.js").then(({ countDown }) =>
            new Promise((resolve) => {
                const shown = [];
                countDown(2, (left) => shown.push(left), () => resolve(shown));
            }))"""
    )

    assert shown == [2, 1, 0]


def test_new_mail_is_announced(person):
    person.ask_for_code()

    expect(person.page.locator("#mail-news")).to_have_text(
        "You have new mail in the demo mailbox."
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_no_window_is_too_narrow(visit, width):
    person = visit(viewport={"width": width, "height": 640})
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert person.page.evaluate(overflow) <= 0

    person.ask_for_code()
    assert person.page.evaluate(overflow) <= 0

    person.type_code(person.read_newest_code())
    expect(person.heading("You are signed in")).to_be_visible()
    assert person.page.evaluate(overflow) <= 0


def test_every_error_ends_in_a_sentence_of_its_own(person):
    cases = {
        (STEPS[endpoint], code.strip("`"))
        for endpoints, _, code, _ in read_table("reference/errors.md", "Endpoint")
        for endpoint in endpoints.strip("`").split("`, `")
        if endpoint in STEPS
    }
    assert len(cases) > 15

    explain = """([step, code]) => import('/static/demo/explain.js')
        .then(({explain}) => explain(step, {code}))"""
    for step, code in cases:
        explained = person.page.evaluate(explain, [step, code])
        assert explained["text"] != "Something went wrong. Please try again.", (
            step,
            code,
        )
        assert explained["next"] in {"retry", "wait", "start over"}


def test_an_error_that_nobody_knows_leaves_a_way_on(person):
    person.page.route(
        "**/api/get-code/",
        lambda route: route.fulfill(status=500, body="<h1>Sorry</h1>"),
    )

    person.sign_in()

    person.is_told("Something went wrong. Please try again.")


def test_the_page_takes_no_markup_from_scripts(person):
    error = person.page.evaluate(
        """() => {
            try {
                document.body.innerHTML = "<p>An innocent mail</p>";
            } catch (error) {
                return error.message;
            }
        }"""
    )

    assert "requires 'TrustedHTML' assignment" in error
