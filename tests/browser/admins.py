"""A member of staff at the admin's login, who uses nothing but the keyboard."""

import base64
import re
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from drf_jwt_2fa.enrollment.methods.totp import rfc6238


class Member:
    """Somebody at a page of the admin: what they do, and what they see."""

    def __init__(self, page, demo):
        self.page, self.demo = page, demo
        self.secret = None
        self.steps = 0

    def open(self, path="admin/"):
        self.page.goto(f"{self.demo.url}/{path}")

    def type(self, text):
        self.page.keyboard.type(text)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, locator):
        """Press Tab until this has the focus."""
        expect(locator).to_have_count(1)
        for _ in range(40):
            if locator.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{locator} cannot be reached with the keyboard")

    def use(self, locator):
        self.reach(locator)
        self.press("Enter")

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def sees(self, text):
        expect(self.page.locator("body")).to_contain_text(text)

    def give_password(self, username="staff", password="staff"):
        self.reach(self.page.locator("#id_username"))
        # It is filled in after an error.
        self.press("Control+A")
        self.type(username)
        self.reach(self.page.locator("#id_password"))
        self.type(password)
        self.press("Enter")

    def give_code(self, code):
        """Type it where the page has put the focus."""
        expect(self.page.locator("#id_code")).to_be_focused()
        self.type(code)
        self.press("Enter")

    def give_mailed_code(self):
        # The page comes after the mail.
        expect(self.page.locator("#id_code")).to_be_visible()
        self.give_code(self.demo.last_code)

    def set_up_app(self):
        """Set an app up; return the recovery codes."""
        self.use(self.page.locator("button[name=set_up][value=totp]"))
        expect(self.page.locator(".second-factor-code svg")).to_be_visible()
        self.read_secret()
        self.give_code(self.app_code())
        codes = self.page.locator(".second-factor-codes code")
        expect(codes).to_have_count(10)
        return codes.all_inner_texts()

    def read_secret(self):
        text = self.page.locator(".second-factor code").inner_text().replace(" ", "")
        self.secret = base64.b32decode(text + "=" * (-len(text) % 8))

    def set_up_passkey(self, authenticator):
        """Set a passkey up; return the recovery codes."""
        self.use(self.page.locator("button[name=set_up][value=passkey]"))
        expect(self.button("Create a passkey")).to_be_focused()
        codes = self.page.locator(".second-factor-codes code")
        with authenticator.touched():
            self.press("Enter")
            expect(codes).to_have_count(10)
        return codes.all_inner_texts()

    def app_code(self):
        """Return a code that was not used yet, though no time has passed."""
        self.steps += 1
        step = rfc6238.get_step(time.time()) + self.steps
        return rfc6238.make_code(self.secret, step)

    def log_in_first(self):
        """Take all steps of staff who have nothing set up; return recovery codes."""
        self.open()
        self.give_password()
        self.give_mailed_code()
        codes = self.set_up_app()
        self.use(self.page.locator(".second-factor a.button"))
        self.is_in()
        return codes

    def is_in(self):
        expect(self.page.locator("#user-tools")).to_be_visible()

    def sign_out(self):
        self.use(self.page.locator("#logout-form button"))
        expect(self.page.locator("#user-tools")).to_have_count(0)

    def find_barriers(self):
        """Return what axe-core finds that is serious, in words."""
        result = Axe().run(self.page)
        return [
            f"{found['id']}: {found['help']} {found['nodes'][0]['html']}"
            for found in result.response["violations"]
            if found["impact"] in {"serious", "critical"}
        ]

    def reads_from_right_to_left(self):
        return self.page.locator("html").get_attribute("dir") == "rtl"

    def has_no_inline_code(self):
        """Return whether there is no script, style or handler in the page itself."""
        text = self.page.content()
        return not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", text)
