import logging
from types import SimpleNamespace

import pytest
from django.core import mail

from drf_jwt_2fa import sending
from drf_jwt_2fa.sending.password_warning import send_password_warning

ANN = SimpleNamespace(pk=1, email="ann@example.com")


def test_the_warning_says_what_happened_and_what_to_do(settings):
    settings.JWT2FA_AUTH = {"EMAIL_SENDER_FROM_ADDRESS": "login@example.com"}

    send_password_warning(ANN)

    [message] = mail.outbox
    assert (message.to, message.from_email) == (
        ["ann@example.com"],
        "login@example.com",
    )
    assert message.subject == "Somebody may know your password"
    assert "the right password" in message.body
    assert "please change it" in message.body
    assert message.body.count("\n\n") == 1
    assert "\\" not in message.body


@pytest.mark.parametrize("result", [0, OSError("no mail today")])
def test_a_warning_that_cannot_be_sent_is_logged(monkeypatch, caplog, result):
    def send_mail(**mail):
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(sending, "send_mail", send_mail)

    send_password_warning(ANN)

    record = caplog.records[-1]
    assert record.levelno == logging.WARNING
    assert record.getMessage() == (
        "The password warning was not sent: Unable to send e-mail"
    )
