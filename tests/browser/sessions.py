"""What a person does with sessions: look at them, end them, and open another tab."""

from browser.person import Person
from playwright.sync_api import expect

PANEL = "Where you are signed in"
REFRESHED = "You have a new access token."
TOKENS = "import('/static/demo/auth.js').then(auth => auth.getTokens())"
# What the tests' client without a browser calls itself.
SCRIPT = "Python-urllib"


def open_sessions(person):
    """Go to the list, from where somebody is who has just signed in."""
    person.button(PANEL).click()
    expect(person.heading(PANEL)).to_be_focused()


def open_devices(person):
    open_sessions(person)
    person.button("Trusted devices").click()
    expect(person.heading("Trusted devices")).to_be_focused()


def sessions_of(person):
    return person.page.locator("#session-list li")


def devices_of(person):
    return person.page.locator("#device-list li")


def get_tokens(person):
    return person.page.evaluate(TOKENS)


def refresh(person):
    person.button("Refresh the access token").click()
    person.has_news(REFRESHED)


def open_tab(person):
    """Open another tab of the same browser; return the person before it."""
    tab = Person(person.page.context.new_page(), person.demo, person.transport)
    tab.visit()
    return tab


def join(person):
    """Open another tab, which is signed in because the first one is."""
    tab = open_tab(person)
    expect(tab.heading("You are signed in")).to_be_visible()
    expect(tab.page.locator("#me-username")).to_have_text("demo")
    return tab


def is_refused(person, tokens):
    """Return whether neither of the tokens is good any more."""
    api = person.demo
    access = api.call("me/", access_token=tokens["access"])[0]
    renewed = api.call("refresh/", {"refresh": tokens["refresh"]})[0]
    return (access, renewed) == (401, 401)
