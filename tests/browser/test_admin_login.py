"""The admin's login: with the keyboard alone, without scripts, in other languages."""

from contextlib import ExitStack

import pytest
from browser.admins import Member
from browser.authenticators import PLATFORM, Authenticators
from browser.settings import IN_A_HURRY
from playwright.sync_api import expect

pytestmark = pytest.mark.server


@pytest.fixture
def meet(browser, start_demo):
    """Open the admin in a window of its own, and return the member of staff there.

    Fails at the end if a script failed, or a page wanted what its policy forbids.
    """
    problems = []

    def watch(context):
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on(
            "console",
            lambda message: (
                "Content Security Policy" in message.text
                and problems.append(message.text)
            ),
        )

    def meet(jwt2fa_auth=IN_A_HURRY, **options):
        demo = start_demo(jwt2fa_auth)
        context = contexts.enter_context(browser.new_context(**options))
        watch(context)
        return Member(context.new_page(), demo)

    with ExitStack() as contexts:
        yield meet
    assert problems == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_whole_story_with_the_keyboard_alone(meet, scripts):
    staff = meet(java_script_enabled=scripts)
    # Where there are no scripts, the page cannot be asked who has the focus.
    if not scripts:
        staff.reach = lambda locator: locator.focus()
        tell_without_scripts(staff)
        return
    codes = staff.log_in_first()
    staff.sign_out()

    staff.open("admin/auth/user/")
    staff.give_password()
    staff.sees("Enter the code that your authenticator app shows.")
    staff.give_code("000000")
    staff.sees("The code is not right.")
    staff.give_code(staff.app_code())
    staff.is_in()
    assert staff.page.url.endswith("/admin/auth/user/")
    assert len(codes) == 10


def tell_without_scripts(staff):
    staff.open("admin/auth/user/")
    staff.give_password()
    staff.page.locator("#id_code").wait_for()
    staff.page.locator("#id_code").fill(staff.demo.last_code)
    staff.press("Enter")
    staff.page.locator("button[value=totp]").press("Enter")
    staff.read_secret()
    staff.page.locator("#id_code").fill(staff.app_code())
    staff.press("Enter")
    expect(staff.page.locator(".second-factor-codes code")).to_have_count(10)
    staff.page.locator(".second-factor a.button").press("Enter")
    staff.is_in()
    assert staff.page.url.endswith("/admin/auth/user/")


def test_a_passkey_is_set_up_and_used(meet):
    staff = meet()
    laptop = Authenticators(staff.page).add(PLATFORM)
    begin_with_passkey(staff, laptop)

    staff.open()
    staff.give_password()
    expect(staff.button("Use a passkey")).to_be_focused()
    assert staff.find_barriers() == []
    with laptop.touched():
        staff.press("Enter")
        staff.is_in()


def begin_with_passkey(staff, laptop):
    """Log in for the first time, set a passkey up, and sign out."""
    staff.open()
    staff.give_password()
    staff.give_mailed_code()
    codes = staff.set_up_passkey(laptop)
    staff.use(staff.page.locator(".second-factor a.button"))
    staff.is_in()
    staff.sign_out()
    return codes


def test_a_passkey_that_is_not_there_can_be_tried_again(meet):
    staff = meet()
    authenticators = Authenticators(staff.page)
    laptop = authenticators.add(PLATFORM)
    begin_with_passkey(staff, laptop)
    laptop.take_away()
    other = authenticators.add(PLATFORM)

    staff.open()
    staff.give_password()
    expect(staff.button("Use a passkey")).to_be_focused()
    with other.touched():
        staff.press("Enter")
        expect(staff.page.get_by_role("alert")).to_contain_text("No passkey was used.")

    expect(staff.button("Use a passkey")).to_be_focused()
    assert staff.find_barriers() == []


def test_without_scripts_a_passkey_cannot_be_used_and_the_page_says_so(meet):
    staff = meet(java_script_enabled=False)
    staff.reach = lambda locator: locator.focus()
    staff.open()
    staff.give_password()
    staff.page.locator("#id_code").wait_for()
    staff.page.locator("#id_code").fill(staff.demo.last_code)
    staff.press("Enter")
    staff.page.locator("button[value=passkey]").press("Enter")

    staff.sees("Passkeys need JavaScript.")
    expect(staff.button("Create a passkey")).to_be_disabled()
    staff.page.locator("button[name=start_over]").press("Enter")
    expect(staff.page.locator("#id_password")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(meet, scheme):
    staff = meet(color_scheme=scheme)
    staff.open()
    staff.give_password(password="wrong")
    expect(staff.page.locator(".errornote")).to_be_visible()
    assert find_ours(staff) == []
    staff.give_password()
    staff.page.locator("#id_code").wait_for()
    assert find_ours(staff) == []
    staff.give_code("0000000")
    staff.sees("The code is not right.")
    assert find_ours(staff) == []
    staff.give_mailed_code()
    staff.page.locator("button[value=totp]").wait_for()
    assert find_ours(staff) == []
    staff.set_up_app()
    assert find_ours(staff) == []
    staff.use(staff.page.locator(".second-factor a.button"))
    staff.is_in()
    staff.open("admin/login/?again=1")
    staff.sees("Confirm that it is you")
    assert find_ours(staff) == []


def find_ours(staff):
    """Return the barriers on the page, and what of it is code that it brings along."""
    assert staff.has_no_inline_code()
    return staff.find_barriers()


@pytest.mark.parametrize(("locale", "is_rtl"), [("de-DE", False), ("ar", True)])
def test_other_languages(meet, locale, is_rtl):
    staff = meet(locale=locale, extra_http_headers={"Accept-Language": locale})
    staff.log_in_first()
    assert staff.reads_from_right_to_left() is is_rtl
    staff.sign_out()
    staff.open()
    staff.give_password()
    expect(staff.page.locator("#id_code")).to_have_attribute("dir", "ltr")
    assert staff.find_barriers() == []
    staff.give_code(staff.app_code())
    staff.is_in()


def test_a_narrow_window_shows_all_of_it(meet):
    staff = meet(viewport={"width": 320, "height": 640})
    staff.open()
    staff.give_password()
    staff.give_mailed_code()
    staff.set_up_app()

    overflow = staff.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
