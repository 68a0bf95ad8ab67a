"""Passkeys that the browser offers in the field for the user name."""

import pytest
from browser.passkeys import (
    is_signed_in,
    log_in_with,
    sign_in_without_password,
)
from playwright.sync_api import expect

pytestmark = pytest.mark.server

BEGIN = "**/api/passkey-login/"
CHALLENGE_LIFE = 300  # Seconds.
# Counts what the browser was asked for, where a test can see it.
COUNT_CEREMONIES = """
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
        const seen = document.documentElement.dataset;
        seen.ceremonies = Number(seen.ceremonies ?? 0) + 1;
        return get(options);
    };
"""


@pytest.fixture
def challenges(person):
    """The answers with challenges that the page has been given."""
    challenges = []

    # The answer is kept as it is: to read it here, in the middle of an event, would let
    # the test go on before it is in the list.
    def note(response):
        if response.url.endswith("/passkey-login/") and response.ok:
            challenges.append(response)

    person.page.on("response", note)
    return challenges


def open_with_clock(person, challenges):
    """Open the page with a clock that stands still, and let it offer passkeys."""
    person.page.clock.install()
    person.page.add_init_script(COUNT_CEREMONIES)
    challenges.clear()
    with person.page.expect_response(BEGIN):
        person.page.reload()
    ceremonies = person.page.locator("html[data-ceremonies='1']")
    expect(ceremonies).to_be_attached()
    assert len(challenges) == 1


def run_clock_until(person, challenges):
    """Let time pass until the page has a challenge; return the seconds."""
    passed = 0
    while not challenges:
        person.page.clock.run_for(10_000)
        passed += 10
        assert passed < 10_000
    return passed


def test_a_passkey_is_offered_in_the_field_for_the_user_name(person, laptop):
    expect(person.field("User name")).to_have_attribute(
        "autocomplete", "username webauthn"
    )

    # The person chooses it in the list of the browser.
    with laptop.touched():
        person.page.reload()
        is_signed_in(person)


def test_a_challenge_that_is_getting_old_is_replaced(person, laptop, challenges):
    open_with_clock(person, challenges)
    person.page.clock.run_for(CHALLENGE_LIFE * 0.7 * 1000)
    assert len(challenges) == 1

    with laptop.touched():
        person.page.clock.run_for(CHALLENGE_LIFE * 0.1 * 1000)
        is_signed_in(person)

    first, second = (answer.json()["challenge"]["challenge"] for answer in challenges)
    assert first != second


def test_a_tab_that_nobody_sees_asks_for_no_challenges(person, laptop, challenges):
    open_with_clock(person, challenges)
    show_tab(person, hidden=True)
    person.page.clock.run_for(CHALLENGE_LIFE * 2 * 1000)
    assert len(challenges) == 1

    with laptop.touched():
        show_tab(person, hidden=False)
        is_signed_in(person)
    assert len(challenges) == 2


def show_tab(person, *, hidden):
    person.page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden",
                { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_passkeys_are_offered_again_after_a_failure(person, laptop):
    with person.page.expect_response(BEGIN):
        person.sign_in(password="wrong")
        person.is_told("The user name or the password is wrong.")

    # Now with an empty one.
    with laptop.touched():
        person.button("Sign in").click()
        is_signed_in(person)


def test_passkeys_are_offered_again_when_the_network_is_back(
    person, laptop, challenges
):
    person.page.clock.install()
    challenges.clear()
    person.page.route(BEGIN, lambda route: route.abort(), times=1)
    with person.page.expect_event("requestfailed"):
        person.page.reload()
    expect(person.page.get_by_role("alert").filter(visible=True)).to_have_count(0)

    with laptop.touched():
        assert run_clock_until(person, challenges) >= 60
        is_signed_in(person)


def test_offers_wait_as_long_as_the_api_wants(person, laptop, challenges):
    person.page.clock.install()
    challenges.clear()
    answer = {"status": 429, "headers": {"Retry-After": "500"}, "json": {}}
    person.page.route(BEGIN, lambda route: route.fulfill(**answer), times=1)
    with person.page.expect_response(BEGIN):
        person.page.reload()

    with laptop.touched():
        assert run_clock_until(person, challenges) >= 500
        is_signed_in(person)


def test_the_password_can_be_used_while_passkeys_are_offered(person, laptop):
    log_in_with(person, laptop)

    is_signed_in(person)


def test_a_browser_without_the_list_in_the_field_has_the_button(person, laptop):
    person.page.add_init_script(
        "delete PublicKeyCredential.isConditionalMediationAvailable"
    )
    person.page.reload()

    sign_in_without_password(person, laptop)

    is_signed_in(person)
