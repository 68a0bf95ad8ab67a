"""What a person does with passkeys: add one, and use it."""

from browser.apps import keep_codes
from playwright.sync_api import expect

USE = "Use your passkey"
SIGN_IN = "Sign in with a passkey"


def open_passkeys(person):
    """Go to the list, from where somebody is who has just signed in."""
    person.button("Second factors").click()
    person.button("Passkeys").click()
    expect(person.heading("Passkeys")).to_be_focused()


def passkeys_of(person):
    return person.page.locator("#passkey-list h3")


def name_passkey(person, authenticator, name):
    """Answer what the page asks for after the buttons that add a passkey."""
    field = person.field("Name, to tell it from others")
    expect(field).to_be_focused()
    field.fill(name)
    with authenticator.touched():
        person.page.keyboard.press("Enter")
        expect(person.page.locator("[aria-busy=true]")).to_have_count(0)


def add_first(person, authenticator, name="My laptop", button="Add a passkey"):
    """Log in and add a passkey; return the recovery codes that come with it."""
    person.log_in()
    open_passkeys(person)
    person.button(button).click()
    name_passkey(person, authenticator, name)
    codes = keep_codes(person, "Passkeys")
    expect(passkeys_of(person)).to_have_text([name])
    return codes


def add_another(person, used, authenticator, name, button="Add a passkey"):
    """Add one that another one proves."""
    person.button(button).click()
    use(person, used)
    name_passkey(person, authenticator, name)


def sign_out(person):
    while person.button("Back").filter(visible=True).count():
        person.button("Back").click()
    person.button("Sign out").click()
    person.has_news("You have signed out.")


def use(person, authenticator):
    """Use the passkey where the page asks for it, whatever comes of it."""
    expect(person.button(USE)).to_be_focused()
    with authenticator.touched():
        person.page.keyboard.press("Enter")
        expect(person.page.locator("[aria-busy=true]")).to_have_count(0)


def log_in_with(person, authenticator):
    """Log in with the password and the passkey."""
    person.sign_in()
    use(person, authenticator)
    expect(person.heading("You are signed in")).to_be_visible()


def sign_in_without_password(person, authenticator):
    """Press the button and touch the authenticator, whatever comes of it."""
    # After a failure the same touch would answer what the page asks for by itself.
    person.page.evaluate(
        "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
    )
    with authenticator.touched():
        person.button(SIGN_IN).click()
        expect(person.page.locator("[aria-busy=true]")).to_have_count(0)


def has_list(person, *names):
    expect(person.heading("Passkeys")).to_be_visible()
    expect(passkeys_of(person)).to_have_text(list(names))


def item(person, name):
    return person.page.locator("#passkey-list li").filter(has_text=name)


def is_signed_in(person):
    expect(person.heading("You are signed in")).to_be_visible()
    expect(person.page.locator("#me-username")).to_have_text("demo")
