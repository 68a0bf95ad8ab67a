"""Send verification codes to users."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.mail import send_mail
from django.utils.translation import gettext_lazy as _

from ..claims import LOGIN, STEP_UP
from ..settings import api_settings
from ..utils import get_email_address
from .directions import isolate
from .languages import in_language_of
from .redaction import without_secret

logger = logging.getLogger(__name__)

# Senders of projects take the user and the code, and nothing else.
_end_of_code: ContextVar[float | None] = ContextVar("end_of_code", default=None)
_purpose: ContextVar[str] = ContextVar("purpose", default=LOGIN)


_BODIES = {
    LOGIN: _("{code} is the verification code needed for the login."),
    STEP_UP: _("{code} is the verification code needed to confirm that it is you."),
}


class CodeSendingError(Exception):
    """The code could not be sent.  The client is told the text of this error."""


@contextmanager
def sending_for(purpose: str, end: float | None = None) -> Iterator[None]:
    """Tell senders the purpose of the code that is sent inside, and when it expires.

    `end` is that time (unix time).
    """
    resets = _purpose.set(purpose), _end_of_code.set(end)
    try:
        yield
    finally:
        _purpose.reset(resets[0])
        _end_of_code.reset(resets[1])


def get_purpose() -> str:
    """Return the purpose of the code that is being sent: a login or a step-up."""
    return _purpose.get()


def get_end_of_code() -> float:
    """Return the unix time at which the code that is being sent expires."""
    lifetime = api_settings.CODE_EXPIRATION_TIME.total_seconds()
    return _end_of_code.get() or time.time() + lifetime


def send_verification_code(user: Any, code: str) -> None:
    """Send the code with the sender that ``CODE_SENDER`` names.

    Raise `CodeSendingError` if it could not be sent.  Any other error of the sender is
    logged with its traceback; the client gets no details of it.
    """
    send_with(api_settings.CODE_SENDER, user, code)


def send_with(sender: Callable[[Any, str], Any], user: Any, code: str) -> None:
    """Send the code with this sender, in the language of the user.

    Raise what `send_verification_code` raises.
    """
    try:
        with in_language_of(user):
            sender(user, code)
    except CodeSendingError:
        raise
    except Exception as error:
        failure = without_secret(error, code)
        logger.error("Verification code sending failed", exc_info=failure)
    else:
        return
    # Outside of `except`: the error with the code in it must not be our context.
    raise CodeSendingError(_("Unknown error")) from failure


def send_verification_code_via_email(user: Any, code: str) -> None:
    """Send the code to the user's e-mail address.

    Raise `CodeSendingError` if the user has none or the mail was not accepted.
    """
    subject = _write(
        api_settings.EMAIL_SENDER_SUBJECT_OVERRIDE,
        _("{code}: Your verification code"),
        code,
    )
    body = _write(api_settings.EMAIL_SENDER_BODY_OVERRIDE, _BODIES[get_purpose()], code)
    send_text_via_email(user, subject, body, code)


def send_text_via_email(user: Any, subject: str, body: str, secret: str = "") -> None:
    """Send the text to the user's e-mail address; keep the secret in it out of the log.

    Raise `CodeSendingError` if the user has none or the mail was not accepted.
    """
    send_text_to_address(get_email_address(user), subject, body, secret)


def send_text_to_address(
    address: str | None, subject: str, body: str, secret: str = ""
) -> None:
    """Send the text to the address; keep the secret in it out of the log.

    Raise `CodeSendingError` if there is no address or the mail was not accepted.
    """
    if not address:
        raise CodeSendingError(_("No e-mail address known"))
    failure: BaseException | None = None
    try:
        sent = send_mail(
            subject=subject,
            message=body,
            from_email=api_settings.EMAIL_SENDER_FROM_ADDRESS,
            recipient_list=[address],
        )
    except Exception as error:
        failure = without_secret(error, secret)
        logger.error("The e-mail could not be sent", exc_info=failure)
    else:
        if sent != 0:  # Some mail back ends return None for "sent".
            return
        logger.error("The e-mail was not accepted for delivery")
    raise CodeSendingError(_("Unable to send e-mail")) from failure


def _write(override: Any, text: Any, code: str) -> str:
    # The text of a project is sent as it is written, without marks of ours.
    if override:
        return _fill_in(override, code)
    return _fill_in(text, isolate(code, str(text)))


def _fill_in(text: Any, code: str) -> str:
    # Not `str.format`: a text can come from a translator, and `{code.__class__}` or a
    # stray brace must be as harmless as any other typo.
    return str(text).replace("{code}", code)
