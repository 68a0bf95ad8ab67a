"""Notify users of changes of their methods, so that they notice an attacker's."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import (  # type: ignore[attr-defined]  # not in the stubs
    template_localtime,
)
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from ..methods import get_verbose_name
from ..sending import send_text_to_address
from ..sending.directions import end_paragraph, isolate
from ..sending.languages import in_language_of
from ..settings import api_settings
from ..utils import get_email_address

logger = logging.getLogger(__name__)

_LONGEST_AGENT = 120
_NOT_ASCII = re.compile(r"[^ -~]")
# Versions have a digit after the full stop, names of hosts a letter.
_PARTS_OF_LINKS = re.compile(r"://|@|\.(?!\d)|(?i:www)")


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
    # Of `drf_jwt_2fa.sessions`.
    NEW_SIGN_IN = "new-sign-in"
    REFRESH_REUSED = "refresh-reused"
    NEW_DEVICE = "new-device"
    DEVICE_REUSED = "device-reused"


@dataclass(frozen=True)
class Notice:
    """A message to a user, with the e-mail address from before the change."""

    event: Event
    address: str | None
    method: str = ""
    """The wire name of the method that the event is about, if it is about one."""
    codes_left: int | None = None
    """The number of recovery codes left, if one was used."""
    at: datetime | None = None
    """When it happened, for events of sessions."""
    ip: str | None = None
    """The address of the client, if it is recorded."""
    user_agent: str = ""
    """The ``User-Agent`` of the client, if it is recorded; anybody may have sent it."""


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
        ngettext_lazy(
            "One of your recovery codes was used to log in. {count} code is left.",
            "One of your recovery codes was used to log in. {count} codes are left.",
            "count",
        ),
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
    Event.NEW_SIGN_IN: (
        _("Somebody signed in to your account from a new device"),
        _("Time: {time}. Address: {ip}. Device: {user_agent}."),
    ),
    Event.REFRESH_REUSED: (
        _("One of your sessions was ended"),
        _(
            "A copy of a sign-in of yours was used, so it was ended everywhere."
            " Please sign in again. Time: {time}. Address: {ip}. Device: {user_agent}."
        ),
    ),
    Event.NEW_DEVICE: (
        _("A device of yours is trusted now"),
        _(
            "Logins from this device need only the password from now on."
            " Time: {time}. Address: {ip}. Device: {user_agent}."
        ),
    ),
    Event.DEVICE_REUSED: (
        _("A trusted device was copied"),
        _(
            "A copy of one of your trusted devices was used with your password. The"
            " device is no longer trusted, and a code is asked for again."
            " Time: {time}. Address: {ip}. Device: {user_agent}."
        ),
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
    # A text with a number has a form for each kind of number, and `%` chooses it.
    chosen = str(text % {"count": notice.codes_left or 0})
    filled_in = end_paragraph(_fill_in(chosen, notice))
    send_text_to_address(notice.address, str(subject), f"{filled_in}\n\n{_CLOSING}")


def _fill_in(text: str, notice: Notice) -> str:
    """Return the text with the facts of the notice in place of their names."""
    moment = "" if notice.at is None else _write_time(notice.at)
    facts = {
        "method": get_verbose_name(notice.method),
        "count": str(notice.codes_left),
        "time": moment or "?",
        "ip": notice.ip or "?",
        # Last: the client chose it, and names of facts in it stay as they are.
        "user_agent": _defuse(notice.user_agent) or "?",
    }
    filled_in = text
    for name, fact in facts.items():
        filled_in = filled_in.replace(f"{{{name}}}", isolate(fact, text))
    return filled_in


def _write_time(moment: datetime) -> str:
    local = template_localtime(moment)
    text = str(date_format(local, "DATETIME_FORMAT"))
    zone = local.tzname()
    return f"{text} ({zone})" if zone else text


def _defuse(user_agent: str) -> str:
    """Return the text without what mail programs make links of.

    It comes from the client, and that may be the one that the mail warns of.
    """
    printable = _NOT_ASCII.sub("?", user_agent[:_LONGEST_AGENT])
    return _PARTS_OF_LINKS.sub(" ", printable)
