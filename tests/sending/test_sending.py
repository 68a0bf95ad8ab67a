import logging
import threading
import time
from smtplib import SMTPException
from types import SimpleNamespace

import pytest
from django.utils.translation import gettext_lazy, override

from drf_jwt_2fa import sending
from drf_jwt_2fa.sending import (
    CodeSendingError,
    get_end_of_code,
    send_verification_code,
    send_verification_code_via_email,
    sending_for,
)

ANN = SimpleNamespace(pk=1, email="ann@example.com")


@pytest.fixture
def use_sender(settings):
    def use(sender):
        settings.JWT2FA_AUTH = {"CODE_SENDER": sender}

    return use


def test_the_code_goes_to_the_user_through_the_configured_sender(use_sender):
    sent = []
    use_sender(lambda user, code: sent.append((user, code)))

    send_verification_code(ANN, "123")

    assert sent == [(ANN, "123")]


def test_a_sender_says_itself_what_the_client_is_told(use_sender, caplog):
    def fail(user, code):
        raise CodeSendingError("No phone number")

    use_sender(fail)

    with pytest.raises(CodeSendingError, match="No phone number"):
        send_verification_code(ANN, "123")
    assert not caplog.records


def test_any_other_error_is_logged_and_not_told(use_sender, caplog):
    def fail(user, code):
        raise OSError("the gateway's password is hunter2")

    use_sender(fail)

    with pytest.raises(CodeSendingError, match=r"^Unknown error$"):
        send_verification_code(ANN, "123")
    [record] = caplog.records
    assert record.name == "drf_jwt_2fa.sending"
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "Verification code sending failed"
    assert "the gateway's password" in caplog.text


def test_the_mail_has_the_code_in_its_subject_and_body(mailoutbox):
    send_verification_code_via_email(ANN, "123")

    [mail] = mailoutbox
    assert mail.subject == "123: Your verification code"
    assert mail.body == "123 is the verification code needed for the login."
    assert mail.from_email == "noreply@example.com"
    assert mail.to == ["ann@example.com"]


def test_the_texts_and_the_address_can_be_replaced(settings, mailoutbox):
    settings.JWT2FA_AUTH = {
        "EMAIL_SENDER_FROM_ADDRESS": "login@example.com",
        "EMAIL_SENDER_SUBJECT_OVERRIDE": "Your code is {code}",
        "EMAIL_SENDER_BODY_OVERRIDE": "{code}! {code}!",
    }

    send_verification_code_via_email(ANN, "123")

    [mail] = mailoutbox
    assert mail.subject == "Your code is 123"
    assert mail.body == "123! 123!"
    assert mail.from_email == "login@example.com"


def test_a_lazy_text_is_translated_when_the_mail_is_sent(settings, mailoutbox):
    settings.JWT2FA_AUTH = {"EMAIL_SENDER_SUBJECT_OVERRIDE": gettext_lazy("Password")}

    with override("fi"):
        send_verification_code_via_email(ANN, "123")

    assert mailoutbox[0].subject == "Salasana"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("{code.__class__}", "{code.__class__}"),
        ("{0} { } {{code}}", "{0} { } {123}"),
        ("{kood}", "{kood}"),
        ("%(code)s {code}", "%(code)s 123"),
    ],
)
def test_only_the_code_is_replaced_in_a_text(settings, mailoutbox, text, sent):
    settings.JWT2FA_AUTH = {"EMAIL_SENDER_BODY_OVERRIDE": text}

    send_verification_code_via_email(ANN, "123")

    assert mailoutbox[0].body == sent


class Owner:
    """Somebody whose model calls the e-mail address something else."""

    EMAIL_FIELD = "contact"
    contact = "owner@example.com"
    email = "other@example.com"


def test_the_address_is_in_the_field_that_the_user_model_names(mailoutbox):
    send_verification_code_via_email(Owner(), "123")

    assert mailoutbox[0].to == ["owner@example.com"]


@pytest.mark.parametrize("user", [SimpleNamespace(email=""), SimpleNamespace(pk=1)])
def test_without_an_address_there_is_no_mail(mailoutbox, user):
    with pytest.raises(CodeSendingError, match=r"^No e-mail address known$"):
        send_verification_code_via_email(user, "123")
    assert not mailoutbox


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("a"), SMTPException("b"), KeyError("api-key")]
)
def test_a_failed_send_is_logged_with_its_cause(monkeypatch, caplog, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(sending, "send_mail", fail)

    with pytest.raises(CodeSendingError, match=r"^Unable to send e-mail$"):
        send_verification_code_via_email(ANN, "123")
    assert [record.exc_info[1] for record in caplog.records] == [error]


def test_a_mail_that_was_not_accepted_is_a_failure(monkeypatch, caplog):
    monkeypatch.setattr(sending, "send_mail", lambda *args, **kwargs: 0)

    with pytest.raises(CodeSendingError, match=r"^Unable to send e-mail$"):
        send_verification_code_via_email(ANN, "123")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_back_end_that_counts_nothing_has_sent_the_mail(monkeypatch, caplog):
    monkeypatch.setattr(sending, "send_mail", lambda *args, **kwargs: None)

    send_verification_code_via_email(ANN, "123")

    assert not caplog.records


def test_a_subject_cannot_smuggle_headers_in(settings, mailoutbox, caplog):
    settings.JWT2FA_AUTH = {"EMAIL_SENDER_SUBJECT_OVERRIDE": "x\nBcc: all@example.com"}

    with pytest.raises(CodeSendingError):
        send_verification_code_via_email(ANN, "123")

    assert not mailoutbox
    assert isinstance(caplog.records[0].exc_info[1], ValueError)


def test_the_end_of_a_code_is_forgotten_when_it_is_sent(clock):
    with sending_for("login", time.time() + 60):
        assert get_end_of_code() == time.time() + 60

    assert get_end_of_code() == time.time() + 300


def test_the_end_of_a_code_is_known_where_it_is_sent_only(clock):
    ends = []

    def send(seconds, both_are_sending):
        with sending_for("login", time.time() + seconds):
            both_are_sending.wait(10)
            ends.append(get_end_of_code() - time.time())

    both = threading.Barrier(2)
    threads = [threading.Thread(target=send, args=(age, both)) for age in (60, 90)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends) == [60, 90]
