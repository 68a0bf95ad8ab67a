"""Makes the pictures of the documentation: `uv run tests/browser/make_images.py`."""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from browser.authenticators import ROAMING, SYNCED, Authenticators  # noqa: E402
from browser.chromium import run_chromium  # noqa: E402
from browser.passkeys import add_another, add_first  # noqa: E402
from browser.person import Person  # noqa: E402
from example_project.running import make_changed_demo  # noqa: E402

IMAGES = ROOT / "docs" / "images"
WIDE = {"viewport": {"width": 960, "height": 560}}
TALL = {"viewport": {"width": 960, "height": 720}}
NARROW = {"viewport": {"width": 390, "height": 760}, "color_scheme": "dark"}


def main():
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        run_chromium() as browser,
        make_changed_demo(Path(folder)) as demo,
    ):
        tell_the_story(Person(browser.new_page(**WIDE), demo))
        show_second_factors(Person(browser.new_page(**TALL), demo))
        show_a_wrong_code(Person(browser.new_page(**NARROW), demo))
        # From then on, demo is asked for a passkey.
        show_passkeys(Person(browser.new_page(**WIDE), demo))


def tell_the_story(person):
    person.open()
    code = person.ask_for_code()
    person.code_field.press_sequentially(code[:3])
    save(person, "code")
    person.type_code(code)
    person.heading("You are signed in").wait_for()
    person.button("Ask the API again").click()
    person.has_news("The API answered.")
    save(person, "signed-in")


def show_second_factors(person):
    # Not as demo: a user with an app is not asked for a code by e-mail.
    person.open()
    code = person.ask_for_code("staff", "staff")
    person.type_code(code)
    person.button("Set up an authenticator app").click()
    person.heading("Set up an authenticator app").wait_for()
    person.button("Scan the QR code").click()
    person.page.locator("#accounts .app-code").wait_for()
    save(person, "second-factors")


def show_passkeys(person):
    person.open()
    authenticators = Authenticators(person.page)
    phone, key = authenticators.add(SYNCED), authenticators.add(ROAMING)
    add_first(person, phone, "My phone")
    add_another(person, phone, key, "Key ring", "Add a security key")
    person.page.get_by_text("Key ring").wait_for()
    save(person, "passkeys")


def show_a_wrong_code(person):
    person.open()
    code = person.ask_for_code()
    person.type_code(code[::-1] if code != code[::-1] else "1234567")
    person.is_told("Wrong code.")
    save(person, "wrong-code")


def save(person, name):
    person.page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()
