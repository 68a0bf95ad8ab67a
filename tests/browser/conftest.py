"""The demo, served as its reader gets it, and a browser that shows its page."""

import importlib.util
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone

import pytest
from browser.authenticators import PLATFORM, Authenticators
from browser.chromium import run_chromium
from browser.settings import IN_A_HURRY, STEP, WINDOW
from example_project.running import make_changed_demo

# Without it, the tests cannot even be imported; `test_needs.py`, which remains, says so
# where they run.
if importlib.util.find_spec("playwright") is None:
    collect_ignore_glob = ["test_[!n]*.py"]


@pytest.fixture
def start_demo(tmp_path):
    """Start the demo, with changed settings: `start_demo('"CODE_LENGTH": 6')`."""
    with ExitStack() as running:
        yield lambda *changes: running.enter_context(
            make_changed_demo(tmp_path, *changes)
        )


# Not for the whole run: Playwright's loop makes Django refuse its database meanwhile.
@pytest.fixture(scope="module")
def browser():
    with run_chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser, start_demo):
    """Open the demo in a window of its own, and return the person before it.

    Fails at the end if a script failed, or the page wanted what its policy forbids or
    what is not its own.
    """
    from browser.person import Person  # noqa: PLC0415  # See above.

    problems = []

    def watch(context, origin):
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on(
            "console",
            lambda message: (
                "Content Security Policy" in message.text
                and problems.append(message.text)
            ),
        )
        context.on(
            "request",
            lambda request: (
                request.url.startswith(f"{origin}/")
                or problems.append(f"asked for {request.url}")
            ),
        )

    def start(jwt2fa_auth="", simple_jwt="", transport="body", **options):
        demo = start_demo(jwt2fa_auth, simple_jwt)
        context = contexts.enter_context(browser.new_context(**options))
        watch(context, demo.url)
        person = Person(context.new_page(), demo, transport)
        person.open()
        return person

    with ExitStack() as contexts:
        yield start
    assert problems == []


@pytest.fixture
def person(visit):
    """A person who has opened the demo as it is."""
    return visit()


@pytest.fixture
def meet(visit):
    """Open the demo, and put the phone's clock as far back as the window lets it be."""

    def meet(jwt2fa_auth=IN_A_HURRY, **options):
        person = visit(jwt2fa_auth, **options)
        past = datetime.now(timezone.utc) - timedelta(seconds=(WINDOW - 1) * STEP)
        person.page.clock.install(time=past)
        person.open()
        return person

    return meet


@pytest.fixture
def laptop(person):
    """A laptop with a passkey of the person, who has signed out."""
    from browser.passkeys import add_first, sign_out  # noqa: PLC0415  # See above.

    laptop = Authenticators(person.page).add(PLATFORM)
    add_first(person, laptop)
    # The page asks for a challenge by itself: what comes later is the test's.
    with person.page.expect_response("**/api/passkey-login/"):
        sign_out(person)
    return laptop
