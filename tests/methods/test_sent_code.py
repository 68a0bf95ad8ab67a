from types import SimpleNamespace

import pytest
from testproject.typed import FORMS

from drf_jwt_2fa.methods import CodeSender, Factors, TypedAnswer, WrongAnswerError
from drf_jwt_2fa.token_manager import CodeTokenManager

ANN = SimpleNamespace(pk=1, email="ann@example.com")


def test_the_default_sends_with_the_configured_sender(settings):
    sent = []
    settings.JWT2FA_AUTH = {"CODE_SENDER": lambda user, code: sent.append((user, code))}

    CodeSender().send(ANN, "123")

    assert sent == [(ANN, "123")]


def test_without_an_address_there_is_no_destination():
    assert CodeSender().get_destination(SimpleNamespace(email="")) is None


class Codes(CodeTokenManager):
    """Codes of which one is known, and what is compared with it."""

    def __init__(self, code="1234567"):
        self.compared = []
        hashed_code, nonce = self.hash_verification_code(code)
        self.claims = {"vch": hashed_code, "vcn": nonce}

    def is_verification_code_ok(self, code, nonce, hashed_code):
        self.compared.append(code)
        return super().is_verification_code_ok(code, nonce, hashed_code)


def answer(codes, text, claims=None):
    CodeSender().verify(1, claims or codes.claims, TypedAnswer(text), codes)


@pytest.mark.parametrize("write", FORMS)
def test_the_answer_of_a_program_is_compared_as_it_is(write):
    codes = Codes()

    with pytest.raises(WrongAnswerError):
        CodeSender().verify(1, codes.claims, write("1234567"), codes)
    assert codes.compared == [write("1234567")]


@pytest.mark.parametrize("write", FORMS)
def test_how_a_code_is_typed_does_not_matter(write):
    codes = Codes()

    answer(codes, write("1234567"))

    assert codes.compared == ["1234567"]  # Nothing else was tried.


@pytest.mark.parametrize("write", FORMS)
def test_how_a_wrong_code_is_typed_does_not_make_it_right(write):
    with pytest.raises(WrongAnswerError):
        answer(Codes(), write("1234568"))


@pytest.mark.parametrize("text", ["1234568", "", "abc", "\ud800", "1234567."])
def test_a_code_with_nothing_to_change_is_compared_once_as_sent(text):
    codes = Codes()

    with pytest.raises(WrongAnswerError):
        answer(codes, text)
    assert codes.compared == [text]


@pytest.mark.parametrize("code", [" 12 ", "12-34", "S-AABBA", "\uff11"])
def test_a_code_of_other_characters_than_the_alphabet_is_right_as_sent(code):
    answer(Codes(code), code)


def test_letters_of_one_case_may_be_typed_in_the_other(settings):
    settings.JWT2FA_AUTH = {"CODE_CHARACTERS": "ABC"}

    answer(Codes("ABCABCA"), "abc abca")


def test_letters_of_both_cases_are_different(settings):
    settings.JWT2FA_AUTH = {"CODE_CHARACTERS": "ABCabc"}

    with pytest.raises(WrongAnswerError):
        answer(Codes("ABCABCA"), "abcabca")


@pytest.mark.parametrize("characters", ["AB-", ["AB", "-"]])
def test_the_characters_are_those_of_the_manager(characters):
    codes = Codes("AB-AB-A")
    codes.code_chars = characters

    answer(codes, "ab\u2013ab\u2013a")


def test_a_manager_without_characters_has_those_of_the_setting(settings):
    settings.JWT2FA_AUTH = {"CODE_CHARACTERS": "abc"}
    other = SimpleNamespace(is_verification_code_ok=lambda code, *_rest: code == "abc")

    answer(other, "A B C", {"vch": "", "vcn": ""})


def test_it_can_be_used_until_too_many_wrong_codes_end_it():
    assert CodeSender().is_usable(Factors())
    assert not CodeSender().is_usable(Factors(are_sent_codes_disabled=True))


def test_the_code_is_not_in_the_text_of_its_challenge():
    codes = Codes()
    codes.generate_verification_code = lambda: "7654321"

    challenge = CodeSender().begin(ANN, codes)

    assert "7654321" not in repr(challenge)
