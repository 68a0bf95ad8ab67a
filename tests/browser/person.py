"""A person at the demo's page: what they do, and what they see."""

import re

from playwright.sync_api import expect


class Person:
    """Uses the page by what is written on it, as people and screen readers do."""

    # Most stories are told with a refresh token that tests can look at.
    def __init__(self, page, demo, transport="body"):
        self.page = page
        self.demo = demo
        self.transport = transport

    def open(self):
        self.visit()
        expect(self.heading("Sign in")).to_be_visible()

    def visit(self):
        self.page.goto(f"{self.demo.url}?transport={self.transport}")

    def heading(self, text):
        return self.page.get_by_role("heading", name=text, exact=True)

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, label):
        return self.page.get_by_label(label)

    @property
    def code_field(self):
        return self.field("Code from the e-mail")

    def sign_in(self, username="demo", password="demo"):
        """Fill the form in and send it, whatever comes of it."""
        self.field("User name").fill(username)
        self.field("Password").fill(password)
        self.button("Sign in").click()

    def ask_for_code(self, username="demo", password="demo"):
        """Sign in, and return the code as the mailbox on the page shows it."""
        self.sign_in(username, password)
        expect(self.heading("Enter the code")).to_be_visible()
        # Other mails may be on their way to the page still.
        newest = self.page.locator("#mails .subject").first
        expect(newest).to_have_text(self.demo.mails[-1]["Subject"])
        return self.read_newest_code()

    def read_newest_code(self):
        subject = self.page.locator("#mails .subject").first.inner_text()
        return re.match(r"(\d+): Your verification code", subject)[1]

    def type_code(self, code):
        """Type digit by digit; the last one sends them off."""
        self.code_field.fill("")
        self.code_field.press_sequentially(code)

    def log_in(self):
        self.type_code(self.ask_for_code())
        expect(self.heading("You are signed in")).to_be_visible()

    def is_told(self, text):
        """Wait until the page says this where errors are said, and is ready again."""
        expect(self.page.get_by_role("alert").filter(visible=True)).to_contain_text(
            text
        )
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def has_news(self, text):
        """Wait until the page says this where good news are said."""
        panel = self.page.locator("main section:visible")
        expect(panel.get_by_role("status")).to_contain_text(text)

    def starts_over(self):
        """Take the way that a dead login leaves."""
        expect(self.button("Sign in again")).to_be_focused()
        self.page.keyboard.press("Enter")
        expect(self.heading("Sign in")).to_be_visible()
