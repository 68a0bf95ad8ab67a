"""The catalogues are whole, compiled, and reach the users."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.conf import global_settings
from django.core import mail
from django.utils.translation import get_language, override, to_language, trans_real

import drf_jwt_2fa
from drf_jwt_2fa.enrollment.notifying import Event, notify
from drf_jwt_2fa.sending.password_warning import send_password_warning

PACKAGE = Path(drf_jwt_2fa.__file__).parent
LOCALES = [
    *("ar", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hu", "id", "it"),
    *("ja", "ko", "nb", "nl", "pl", "pt", "pt_BR", "ro", "ru", "sv", "tr", "uk"),
    *("zh_Hans", "zh_Hant"),
]
# A word of several languages.
SAME = {"Passkey", "passkeys", "Code", "Password", "Account"}
# Those of the commands in CONTRIBUTING.md.
KEYWORDS = {"_": None, "ngettext_lazy": (1, 2)}
EXTRACTED = {
    message
    for _file, _line, message, _comments, _context in extract_from_dir(
        PACKAGE, [("**.py", "python")], keywords=KEYWORDS
    )
}
# More than any rule of plurals looks at.
NUMBERS = range(1000)


def find_placeholders(text):
    return sorted(re.findall(r"\{\w*\}|%\(\w+\)\w|%\w", text))


def list_forms(text):
    """Return the forms of a text, of which there are several if it has a number."""
    return list(text) if isinstance(text, (tuple, list)) else [text]


@pytest.fixture(params=LOCALES)
def catalog(request):
    path = PACKAGE / "locale" / request.param / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=request.param)


@pytest.fixture
def compiled(catalog):
    folder = PACKAGE / "locale" / str(catalog.locale_identifier) / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_these_are_all_the_languages_there_are():
    assert sorted(path.name for path in (PACKAGE / "locale").iterdir()) == LOCALES


@pytest.mark.parametrize("locale", LOCALES)
def test_each_is_a_language_of_django(locale):
    assert to_language(locale) in dict(global_settings.LANGUAGES)


def test_the_extraction_finds_what_users_see():
    assert len(EXTRACTED) > 15
    assert "{code}: Your verification code" in EXTRACTED


def test_a_catalogue_has_every_string_and_no_other(catalog):
    assert {message.id for message in catalog if message.id} == EXTRACTED


def test_every_string_is_translated_for_certain(catalog):
    for message in catalog:
        assert all(list_forms(message.string)), message.id
        # The header of a catalogue may be the same as any other's, a text may not.
        if message.id:
            assert message.string != message.id or message.id in SAME
            assert not message.fuzzy, message.id


def test_placeholders_and_paragraphs_are_those_of_the_original(catalog):
    for message in catalog:
        if message.id and not message.pluralizable:
            assert find_placeholders(message.string) == find_placeholders(message.id)
            assert message.string.count("\n") == message.id.count("\n"), message.id


def test_the_forms_of_a_number_say_the_number(catalog, compiled):
    rule = compiled.plural
    for message in catalog:
        if message.pluralizable:
            forms = list_forms(message.string)
            assert len(forms) == catalog.num_plurals, message.id
            for form, text in enumerate(forms):
                # "One is left" says it too; "some are left" does not.
                if [rule(number) for number in NUMBERS].count(form) > 1:
                    expected = find_placeholders(message.id[0])
                    assert find_placeholders(text) == expected


def test_every_form_is_the_form_of_a_number(catalog, compiled):
    forms = {compiled.plural(number) for number in NUMBERS}

    assert forms == set(range(catalog.num_plurals))


def test_a_subject_stays_short_enough_for_a_phone(catalog):
    subject = catalog["{code}: Your verification code"].string

    # The code comes first: it is seen in a notification without opening the mail.
    assert subject.startswith("{code}")
    assert len(subject) < 40


def test_what_is_compiled_is_what_is_written(catalog, compiled):
    for message in catalog:
        if message.pluralizable:
            for number in NUMBERS:
                text = compiled.ngettext(*message.id, number)
                assert text == message.string[compiled.plural(number)]
        elif message.id:
            assert compiled.gettext(message.id) == message.string


@pytest.fixture
def installed(settings, monkeypatch):
    """A project that has the app, and Finnish users."""
    monkeypatch.setattr(trans_real, "_translations", {})
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_jwt_2fa"]
    settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware"]
    # The middleware leaves the language of its last request behind.
    with override(get_language()):
        yield settings


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("requested", "subject"),
    [
        ("fi", ": Vahvistuskoodisi"),
        ("pt-PT", ": o seu código de verificação"),
        ("pt-BR", ": seu código de verificação"),
        ("zh-TW", "您的驗證碼"),
        ("zh-CN", "您的验证码"),
        ("nb-NO", ": Din bekreftelseskode"),
        ("fa-IR", ": کد تأیید شما"),
    ],
)
def test_the_mail_is_in_the_language_of_the_request(api, user, requested, subject):
    api.post(
        "/get-code/",
        {"username": "ann", "password": "correct horse"},
        HTTP_ACCEPT_LANGUAGE=requested,
    )

    assert mail.outbox[0].subject.endswith(subject)


def test_the_mail_is_in_the_users_language_and_the_answer_in_the_requests(
    api, user, installed
):
    installed.JWT2FA_AUTH = {
        "USER_LANGUAGE": lambda user: "pt-br",
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": 1,
    }
    credentials = {"username": "ann", "password": "correct horse"}
    api.post("/get-code/", credentials, HTTP_ACCEPT_LANGUAGE="fi")
    answer = api.post("/get-code/", credentials, HTTP_ACCEPT_LANGUAGE="fi")

    assert mail.outbox[0].subject.endswith(": seu código de verificação")
    assert answer.json()["detail"].startswith("Liian monta")


def test_the_password_warning_is_in_the_users_language(user, installed):
    installed.JWT2FA_AUTH = {"USER_LANGUAGE": lambda user: "zh-hans"}

    send_password_warning(user)

    assert mail.outbox[0].subject == "可能有人知道您的密码"
    assert "\n\n" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (0, "Pozostało 0 kodów."),
        (1, "Pozostał 1 kod."),
        (4, "Pozostały 4 kody."),
        (5, "Pozostało 5 kodów."),
        (22, "Pozostały 22 kody."),
    ],
)
def test_the_mail_counts_as_the_users_language_does(user, installed, left, sentence):
    installed.JWT2FA_AUTH = {"USER_LANGUAGE": lambda user: "pl"}

    notify(user, Event.RECOVERY_CODE_USED, "recovery-code", codes_left=left)

    assert f" {sentence}\n\n" in mail.outbox[0].body


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_facts_keep_their_order_in_a_mail_from_right_to_left(user, installed, language):
    installed.JWT2FA_AUTH = {"USER_LANGUAGE": lambda user: language}

    notify(user, Event.NEW_DEVICE, ip="2001:db8::1", user_agent="Firefox (Linux)")

    first, _closing = mail.outbox[0].body.split("\n\n")
    assert ": \u20682001:db8::1\u2069. " in first
    assert first.endswith(": \u2068Firefox (Linux)\u2069.\u200f")


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
@pytest.mark.parametrize("characters", ["0123456789", "BCDF"])
def test_a_code_is_read_and_copied_from_a_mail_from_right_to_left(
    api, user, installed, language, characters
):
    installed.JWT2FA_AUTH = {
        "USER_LANGUAGE": lambda user: language,
        "CODE_CHARACTERS": characters,
    }
    credentials = {"username": "ann", "password": "correct horse"}
    token = api.post("/get-code/", credentials).json()["token"]

    code, _text = mail.outbox[0].body.split(" ", 1)
    # A number needs no marks, and programs that look for codes would trip over them.
    assert code.isdigit() or code.startswith("\u2068")
    assert code.isdigit() is characters.isdigit()
    assert mail.outbox[0].subject.startswith(f"{code}: ")
    answer = api.post("/auth/", {"code_token": token, "code": code})
    assert answer.status_code == 200


def test_the_text_of_a_project_has_no_marks(api, user, installed):
    installed.JWT2FA_AUTH = {
        "CODE_CHARACTERS": "BCDF",
        "EMAIL_SENDER_BODY_OVERRIDE": "الرمز: {code}",
    }

    api.post("/get-code/", {"username": "ann", "password": "correct horse"})

    assert mail.outbox[0].body.isprintable()


def test_a_mail_in_english_has_no_marks_where_the_catalogue_is_missing(
    api, user, settings
):
    settings.JWT2FA_AUTH = {
        "USER_LANGUAGE": lambda user: "ar",
        "CODE_CHARACTERS": "BCDF",
    }

    api.post("/get-code/", {"username": "ann", "password": "correct horse"})

    assert mail.outbox[0].body.endswith(
        " is the verification code needed for the login."
    )
    assert mail.outbox[0].body.isprintable()
