"""The mail that warns users that somebody may know their password."""

from __future__ import annotations

import logging
from typing import Any

from django.utils.translation import gettext as _

from . import CodeSendingError, send_text_via_email
from .languages import in_language_of

logger = logging.getLogger(__name__)


def send_password_warning(user: Any) -> None:
    """Send the warning to the user's e-mail address; log it if that fails."""
    try:
        with in_language_of(user):
            send_text_via_email(
                user,
                subject=_("Somebody may know your password"),
                body=_(
                    "Many logins with your user name and the right password were begun,"
                    " and not one of them was completed with the verification code."
                    "\n\n"
                    "If that was not you, somebody knows your password:"
                    " please change it."
                    " For now, no more logins can be begun with it."
                ),
            )
    except CodeSendingError as error:
        logger.warning("The password warning was not sent: %s", error)
