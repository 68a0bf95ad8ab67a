"""Sending verification codes to users."""

from __future__ import annotations

import logging
from typing import Any

from django.core.mail import send_mail
from django.utils.translation import gettext_lazy as _

from .settings import api_settings

logger = logging.getLogger(__name__)


class CodeSendingError(Exception):
    """The code could not be sent.  The client is told the text of this error."""


def send_verification_code(user: Any, code: str) -> None:
    """Send the code with the sender that ``CODE_SENDER`` names.

    Raise `CodeSendingError` if it could not be sent.  An error that the sender did not
    mean for the client is logged with its traceback; the client gets no details of it.
    """
    sender = api_settings.CODE_SENDER
    try:
        sender(user, code)
    except CodeSendingError:
        raise
    except Exception as error:
        logger.exception("Verification code sending failed")
        raise CodeSendingError(_("Unknown error")) from error


def send_verification_code_via_email(user: Any, code: str) -> None:
    """Send the code to the user's e-mail address.

    Raise `CodeSendingError` if the user has none or the mail was not accepted.
    """
    address = _get_email_address(user)
    if not address:
        raise CodeSendingError(_("No e-mail address known"))
    subject = api_settings.EMAIL_SENDER_SUBJECT_OVERRIDE or _(
        "{code}: Your verification code"
    )
    body = api_settings.EMAIL_SENDER_BODY_OVERRIDE or _(
        "{code} is the verification code needed for the login."
    )
    _send_mail_or_raise(
        subject=_fill_in(subject, code),
        message=_fill_in(body, code),
        from_email=api_settings.EMAIL_SENDER_FROM_ADDRESS,
        recipient_list=[address],
    )


def _get_email_address(user: Any) -> str | None:
    # Django's user models say which field it is; any other object has an `email`.
    field_name = getattr(type(user), "EMAIL_FIELD", "email")
    return getattr(user, field_name, None)


def _fill_in(text: Any, code: str) -> str:
    # Not `str.format`: a text can come from a translator, and `{code.__class__}` or a
    # stray brace must be as harmless as any other typo.
    return str(text).replace("{code}", code)


def _send_mail_or_raise(**mail: Any) -> None:
    try:
        sent = send_mail(**mail)
    except Exception as error:
        logger.exception("Verification code e-mail could not be sent")
        raise CodeSendingError(_("Unable to send e-mail")) from error
    if sent == 0:  # Some mail back ends return None for "sent".
        logger.error("Verification code e-mail was not accepted for delivery")
        raise CodeSendingError(_("Unable to send e-mail"))
