"""Notify users of changes of their methods, so that they notice an attacker's."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..methods import find_method
from ..sending import send_text_to_address
from ..sending.languages import in_language_of
from ..settings import api_settings
from ..utils import get_email_address

logger = logging.getLogger(__name__)


class Event(str, Enum):
    """Events that users are notified of."""

    METHOD_ADDED = "method-added"
    METHOD_REMOVED = "method-removed"
    METHOD_REPLACED = "method-replaced"
    METHOD_PREFERRED = "method-preferred"
    METHOD_DISABLED = "method-disabled"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    WRONG_ANSWERS = "wrong-answers"
    PASSKEY_SUSPECTED = "passkey-suspected"
    RESET = "reset"


@dataclass(frozen=True)
class Notice:
    """A message to a user, with the e-mail address from before the change."""

    event: Event
    address: str | None
    method: str = ""
    """The wire name of the method that the event is about, if it is about one."""
    codes_left: int | None = None
    """The number of recovery codes left, if one was used."""


# Names of methods stand after a colon, so that no language has to inflect them.
_TEXTS = {
    Event.METHOD_ADDED: (
        _("A method was added to your two-factor authentication"),
        _("This method was added to your two-factor authentication: {method}."),
    ),
    Event.METHOD_REMOVED: (
        _("A method was removed from your two-factor authentication"),
        _("This method was removed from your two-factor authentication: {method}."),
    ),
    Event.METHOD_REPLACED: (
        _("A method of your two-factor authentication was replaced"),
        _("This method of your two-factor authentication was set up anew: {method}."),
    ),
    Event.METHOD_PREFERRED: (
        _("You have another preferred method of two-factor authentication"),
        _("This is now your preferred method of two-factor authentication: {method}."),
    ),
    Event.METHOD_DISABLED: (
        _("A method of your two-factor authentication was disabled"),
        _(
            "Too many wrong codes in a row were entered for your account."
            " This method of two-factor authentication no longer works: {method}."
        ),
    ),
    Event.RECOVERY_CODE_USED: (
        _("One of your recovery codes was used"),
        _("One of your recovery codes was used to log in. Codes left: {count}."),
    ),
    Event.RECOVERY_CODES_MADE: (
        _("You have new recovery codes"),
        _("New recovery codes were made for your account. Earlier ones are void."),
    ),
    Event.WRONG_ANSWERS: (
        _("Many wrong codes were entered for your account"),
        _(
            "Many wrong codes in a row were entered for your account."
            " They were codes of this method: {method}."
        ),
    ),
    Event.PASSKEY_SUSPECTED: (
        _("One of your passkeys may have been copied"),
        _(
            "A security key of your account was refused: its counter shows that there"
            " may be a copy of it. Remove that passkey unless you know why."
        ),
    ),
    Event.RESET: (
        _("Your two-factor authentication was reset"),
        _("All methods of your two-factor authentication were removed by our staff."),
    ),
}
_CLOSING = _(
    "If you did not expect this, please change your password and contact us at once."
)


def notify(user: Any, event: Event, method: str = "", **facts: Any) -> None:
    """Notify the user with ``NOTIFIER``; log a failure, which breaks nothing."""
    notice = Notice(event, get_email_address(user), method, **facts)
    try:
        with in_language_of(user):
            api_settings.NOTIFIER(user, notice)
    except Exception:
        logger.exception("User %s was not told of %s", user.pk, event.value)


def notify_by_email(user: Any, notice: Notice) -> None:
    """Send the notice to its address, in the active language and without links.

    A mail that warns of attackers must not teach anybody to follow links.
    """
    if not notice.address:
        logger.warning("User %s has no address to tell of %s", user.pk, notice.event)
        return
    subject, text = _TEXTS[notice.event]
    filled_in = (
        str(text)
        .replace("{method}", get_verbose_name(notice.method))
        .replace("{count}", str(notice.codes_left))
    )
    send_text_to_address(notice.address, str(subject), f"{filled_in}\n\n{_CLOSING}")


def get_verbose_name(name: str) -> str:
    """Return the name of the method for people, in the active language."""
    method = find_method(name)
    return str((method and method.verbose_name) or name)
