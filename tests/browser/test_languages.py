"""The demo, for people whose browser asks for another language than English."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("de-AT", "Ihr Bestätigungscode"),
        ("ar", "رمز التحقق الخاص بك"),
        ("tlh", "Your verification code"),
    ],
)
def test_mails_are_in_the_language_of_the_browser(visit, locale, title):
    person = visit(locale=locale)
    person.sign_in()

    subject = person.page.locator("#mails .subject").first
    expect(subject).to_have_text(re.compile(rf"^\W?\d{{7}}: {title}$"))
    person.type_code(re.search(r"\d{7}", subject.inner_text())[0])
    expect(person.heading("You are signed in")).to_be_visible()


def test_a_mail_from_right_to_left_has_its_code_in_order(visit):
    person = visit(locale="ar")
    person.sign_in()

    # Where the digits are on the screen, not in the text.
    body = person.page.locator("#mails .body").first
    expect(body).to_have_text(re.compile(r"\d{7}"))
    places = body.evaluate(
        """(element) => {
          const text = element.firstChild;
          const start = text.data.search(/[0-9]{7}/);
          return Array.from({ length: 7 }, (_, index) => {
            const range = document.createRange();
            range.setStart(text, start + index);
            range.setEnd(text, start + index + 1);
            return range.getBoundingClientRect().left;
          });
        }"""
    )
    assert places == sorted(set(places))
    first_letter = body.evaluate(
        """(element) => {
          const range = document.createRange();
          const start = element.firstChild.data.search(/[\\u0600-\\u06ff]/);
          range.setStart(element.firstChild, start);
          range.setEnd(element.firstChild, start + 1);
          const box = element.getBoundingClientRect();
          return range.getBoundingClientRect().left - (box.left + box.width / 2);
        }"""
    )
    assert first_letter > 0, "the text begins on the left"
