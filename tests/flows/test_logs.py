"""What the log tells of logins: enough, and no secret."""

import io
import logging
from smtplib import SMTPDataError

import pytest
from testproject.client import other_code

from drf_jwt_2fa import keys, sending
from drf_jwt_2fa.code_tokens.checked import present
from drf_jwt_2fa.methods import CodeSender, TypedAnswer
from drf_jwt_2fa.serializers import AuthTokenSerializer, CodeTokenSerializer
from drf_jwt_2fa.state import CodeTokenState
from drf_jwt_2fa.token_manager import CodeTokenManager

PASSWORD = "correct horse"


@pytest.fixture
def log():
    """All that is logged at any level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_whole_logins_leave_no_secret_in_the_log(user, api, log):
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    tokens = api.auth_after_wait(token, code).json()
    api.auth_after_wait(token, code)
    api.get_code(password="wrong horse")
    new_code, new_token = api.get_code_and_token()
    api.post("/challenge/", {"code_token": new_token})
    api.post("/refresh/", {"refresh": tokens["refresh"]})

    text = log.getvalue()
    assert "/auth/" in text
    secrets = [code, token, new_code, new_token, PASSWORD, "wrong horse"]
    for secret in [*secrets, *tokens.values(), api.last_mailed_code]:
        assert secret not in text


def test_the_error_of_a_sender_is_logged_without_the_code(user, api, settings, log):
    sent = []

    def dial(number):
        raise TimeoutError(f"no answer from {number}")

    def send(user, code):
        sent.append(code)
        try:
            dial(f"+358 {code}")
        except TimeoutError as error:
            raise RuntimeError(f"{code} was not sent") from error

    settings.JWT2FA_AUTH = {"CODE_SENDER": send}

    assert api.get_code().status_code == 501

    text = log.getvalue()
    assert "Verification code sending failed" in text
    assert "in dial" in text
    assert "TimeoutError: no answer from +358 [hidden]" in text
    assert "RuntimeError: [hidden] was not sent" in text
    assert sent[0] not in text


def test_the_error_of_a_mail_server_is_logged_without_the_code(
    user, api, monkeypatch, log
):
    sent = []

    def send_mail(subject, **mail):
        sent.append(subject.split(":")[0])
        raise SMTPDataError(554, f"I do not like {subject!r}")

    monkeypatch.setattr(sending, "send_mail", send_mail)

    assert api.get_code().status_code == 501

    text = log.getvalue()
    assert "SMTPDataError" in text
    assert "I do not like '[hidden]: Your verification code'" in text
    assert sent[0] not in text


def test_nothing_shows_its_secrets(user, api):
    code, token = api.get_code_and_token()
    shown = [
        CodeTokenSerializer(data={"username": "ann", "password": PASSWORD}),
        AuthTokenSerializer(data={"code_token": token, "code": code}),
        CodeTokenManager(),
        CodeTokenState("site", user.pk, "jti", 0, 5),
        keys.current_keys(),
    ]

    text = "".join(map(repr, shown)) + "".join(map(str, shown))

    secrets = [code, token, PASSWORD, keys.current_keys().signing_key]
    for secret in [*secrets, keys.current_keys().extension_secret]:
        assert secret not in text


def test_no_code_is_in_what_is_made_on_its_way(user):
    manager = CodeTokenManager()
    codes = []
    manager.generate_verification_code = lambda: codes.append("7654321") or codes[-1]

    token = manager.create_code_token(user)
    challenge = CodeSender().begin(user, manager)

    shown = repr(
        [token, token.issued, challenge, challenge.deliver, present(None, "T")]
    )
    assert codes
    for secret in ("7654321", str(token), "'T'"):
        assert secret not in shown


def test_no_secret_of_a_setup_or_an_answer_is_in_a_repr(user):
    pytest.importorskip("cryptography")
    from drf_jwt_2fa.enrollment.methods import TotpMethod  # noqa: PLC0415

    setup = TotpMethod().set_up(user)

    assert setup.shown["secret"] not in repr(setup)
    assert repr(setup.secret) not in repr(setup)
    assert "123456" not in repr(TypedAnswer("123456"))
