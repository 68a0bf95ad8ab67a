"""The contract of `drf_jwt_2fa.sending`."""

import inspect
import logging
from smtplib import SMTPException, SMTPRecipientsRefused
from types import SimpleNamespace
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail as django_send_mail
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from drf_jwt_2fa.sending import (
    CodeSendingError,
    send_verification_code,
    send_verification_code_via_email,
)


class BackendError(Exception):
    """What some mail service's back-end raises."""


def send_by_path(user, code):
    user.codes.append(code)


@pytest.fixture
def patched_send_mail():
    with mock.patch("drf_jwt_2fa.sending.send_mail") as send_mail:
        yield send_mail


def test_the_configured_sender_is_called_with_the_user_and_the_code(someone, sent):
    send_verification_code(someone, "1234567")
    assert sent == [(someone, "1234567")]


def test_the_sender_may_be_named_by_a_dotted_path(configure):
    configure(CODE_SENDER=f"{__name__}.send_by_path")
    user = SimpleNamespace(pk=1, codes=[])
    send_verification_code(user, "1234567")
    assert user.codes == ["1234567"]


def test_the_sender_is_called_once_with_two_positional_arguments(configure, someone):
    sender = mock.Mock()
    configure(CODE_SENDER=sender)
    send_verification_code(someone, "1234567")
    sender.assert_called_once_with(someone, "1234567")


def test_a_sending_error_comes_through_as_it_is(configure, someone):
    error = CodeSendingError("no signal")
    configure(CODE_SENDER=mock.Mock(side_effect=error))
    with pytest.raises(CodeSendingError) as caught:
        send_verification_code(someone, "1234567")
    assert caught.value is error
    assert str(caught.value) == "no signal"


def test_a_sender_may_raise_its_own_kind_of_sending_error(configure, someone):
    class NoSignalError(CodeSendingError):
        pass

    configure(CODE_SENDER=mock.Mock(side_effect=NoSignalError("no signal")))
    with pytest.raises(NoSignalError):
        send_verification_code(someone, "1234567")


@pytest.mark.parametrize("error", [ValueError("secret"), KeyError("x"), Exception()])
def test_any_other_error_is_unknown_to_the_caller_and_logged_with_its_traceback(
    configure, someone, caplog, error
):
    configure(CODE_SENDER=mock.Mock(side_effect=error))
    with caplog.at_level(logging.DEBUG), pytest.raises(CodeSendingError) as caught:
        send_verification_code(someone, "1234567")
    assert str(caught.value) == "Unknown error"
    [record] = [one for one in caplog.records if one.name == "drf_jwt_2fa.sending"]
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "Verification code sending failed"
    kind, value, traceback = record.exc_info
    assert kind is type(error)
    assert value is error
    assert traceback is not None


def test_a_sender_that_does_not_exist_is_not_a_silent_success(configure, someone):
    configure(CODE_SENDER="no.such.sender")
    with pytest.raises((CodeSendingError, ImportError, ImproperlyConfigured)):
        send_verification_code(someone, "1234567")


def test_the_mail_is_worded_as_the_contract_says(someone, mailoutbox):
    send_verification_code_via_email(someone, "1234567")
    [message] = mailoutbox
    assert message.subject == "1234567: Your verification code"
    assert message.body == "1234567 is the verification code needed for the login."
    assert message.from_email == "noreply@example.com"
    assert message.to == ["ann@example.com"]
    assert message.cc == message.bcc == []


def test_the_default_sender_mails_the_code(someone, mailoutbox):
    send_verification_code(someone, "7654321")
    assert [message.to for message in mailoutbox] == [["ann@example.com"]]
    assert "7654321" in mailoutbox[0].body


def test_the_subject_can_be_replaced(configure, someone, mailoutbox):
    configure(EMAIL_SENDER_SUBJECT_OVERRIDE="Acme: {code}!")
    send_verification_code_via_email(someone, "12")
    [message] = mailoutbox
    assert message.subject == "Acme: 12!"
    assert message.body == "12 is the verification code needed for the login."


def test_the_body_can_be_replaced(configure, someone, mailoutbox):
    configure(EMAIL_SENDER_BODY_OVERRIDE="Type {code}.\nThe code: {code}")
    send_verification_code_via_email(someone, "12")
    [message] = mailoutbox
    assert message.subject == "12: Your verification code"
    assert message.body == "Type 12.\nThe code: 12"


def test_a_replacement_need_not_tell_the_code(configure, someone, mailoutbox):
    configure(EMAIL_SENDER_SUBJECT_OVERRIDE="Your code")
    send_verification_code_via_email(someone, "12")
    assert mailoutbox[0].subject == "Your code"


def test_replacements_may_be_lazy_translations(configure, someone, mailoutbox):
    configure(
        EMAIL_SENDER_SUBJECT_OVERRIDE=gettext_lazy("Acme: {code}"),
        EMAIL_SENDER_BODY_OVERRIDE=gettext_lazy("Type {code}"),
    )
    send_verification_code_via_email(someone, "12")
    [message] = mailoutbox
    assert message.subject == "Acme: 12"
    assert message.body == "Type 12"


def test_a_lazy_replacement_is_translated_when_the_mail_is_sent(
    configure, someone, mailoutbox
):
    words = ["first"]
    text = lazy(lambda: words[-1] + " {code}", str)()
    configure(EMAIL_SENDER_SUBJECT_OVERRIDE=text, EMAIL_SENDER_BODY_OVERRIDE=text)
    send_verification_code_via_email(someone, "1")
    words.append("second")
    send_verification_code_via_email(someone, "2")
    assert [message.subject for message in mailoutbox] == ["first 1", "second 2"]
    assert [message.body for message in mailoutbox] == ["first 1", "second 2"]


def test_the_sender_address_can_be_replaced(configure, someone, mailoutbox):
    configure(EMAIL_SENDER_FROM_ADDRESS="login@example.com")
    send_verification_code_via_email(someone, "12")
    assert mailoutbox[0].from_email == "login@example.com"


def test_the_sender_address_follows_djangos_setting(settings, someone, mailoutbox):
    settings.DEFAULT_FROM_EMAIL = "other@example.com"
    send_verification_code_via_email(someone, "12")
    assert mailoutbox[0].from_email == "other@example.com"


@pytest.mark.parametrize("address", ["", None])
def test_a_user_without_an_address_cannot_be_sent_a_code(mailoutbox, address):
    with pytest.raises(CodeSendingError) as caught:
        send_verification_code_via_email(SimpleNamespace(pk=1, email=address), "12")
    assert str(caught.value) == "No e-mail address known"
    assert mailoutbox == []


def test_the_mail_goes_through_the_modules_own_send_mail(patched_send_mail, someone):
    patched_send_mail.return_value = 1
    send_verification_code_via_email(someone, "12")
    assert patched_send_mail.call_count == 1
    args, kwargs = patched_send_mail.call_args
    given = inspect.signature(django_send_mail).bind(*args, **kwargs).arguments
    assert given["subject"] == "12: Your verification code"
    assert given["message"] == "12 is the verification code needed for the login."
    assert given["from_email"] == "noreply@example.com"
    assert list(given["recipient_list"]) == ["ann@example.com"]


def test_a_patched_send_mail_that_returns_a_mock_has_sent(patched_send_mail, someone):
    send_verification_code_via_email(someone, "12")
    assert patched_send_mail.called


def test_a_mail_that_was_not_delivered_is_a_sending_error(patched_send_mail, someone):
    patched_send_mail.return_value = 0
    with pytest.raises(CodeSendingError) as caught:
        send_verification_code_via_email(someone, "12")
    assert str(caught.value) == "Unable to send e-mail"


@pytest.mark.parametrize(
    "error",
    [
        OSError("no route"),
        ConnectionRefusedError(111, "refused"),
        TimeoutError(),
        SMTPException("no"),
        SMTPRecipientsRefused({"ann@example.com": (550, b"no")}),
        BackendError("quota"),
    ],
)
def test_an_error_of_the_mail_server_is_a_sending_error(
    patched_send_mail, someone, error
):
    patched_send_mail.side_effect = error
    with pytest.raises(CodeSendingError) as caught:
        send_verification_code_via_email(someone, "12")
    assert str(caught.value) == "Unable to send e-mail"


def test_an_error_of_the_mail_server_keeps_its_words_through_the_default_sender(
    patched_send_mail, someone
):
    patched_send_mail.side_effect = SMTPException("no")
    with pytest.raises(CodeSendingError) as caught:
        send_verification_code(someone, "12")
    assert str(caught.value) == "Unable to send e-mail"


def test_a_sending_error_is_a_plain_exception():
    assert issubclass(CodeSendingError, Exception)
    assert str(CodeSendingError("no signal")) == "no signal"
