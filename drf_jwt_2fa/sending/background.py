"""Send codes after the request, from any queue."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import translation
from rest_framework.exceptions import APIException

from .. import sending, signals, users
from ..keys import derive_fernet_keys
from ..settings import api_settings
from . import CodeSendingError
from .redaction import without_secret

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

logger = logging.getLogger(__name__)

# Seconds; each further wait is twice as long.
_FIRST_WAIT = 5


@dataclass(frozen=True)
class _Contents:
    """The content of a sealed code; a `repr` does not show the code."""

    user_pk: int | str
    code: str = field(repr=False)
    language: str | None
    end: float
    purpose: str


def seal(user: Any, code: str) -> tuple[int | str, str]:
    """Return the first two arguments of `deliver`, ready for JSON.

    A queue keeps what it is given, and shows it to its operators: the code is
    encrypted, with Fernet under a key that is derived from ``SECRET_KEY``.
    """
    user_pk = user.pk if isinstance(user.pk, int) else str(user.pk)
    # Not `asdict` of a `_Contents`: the fewer frames hold the code, the better.
    contents = {
        "user_pk": user_pk,
        "code": code,
        "language": translation.get_language(),
        "end": sending.get_end_of_code(),
        "purpose": sending.get_purpose(),
    }
    return user_pk, _get_fernet().encrypt(json.dumps(contents).encode()).decode()


def deliver(
    user_pk: Any, sealed: str, attempt: int = 1, *, can_wait: bool = True
) -> int | None:
    """Send a sealed code with ``BACKGROUND_CODE_SENDER``.

    Return `None` if it was sent, else the seconds after which to make the next
    `attempt`.  Raise `CodeSendingError` if there is no next attempt, because the code
    will have expired by then, or the queue cannot wait; that is logged and signalled.
    """
    user = _find_user(user_pk)
    end, reason = _try_to_send(user, user_pk, sealed)
    if reason is None:
        return None
    wait: int = _FIRST_WAIT * 2 ** (attempt - 1)
    if can_wait and time.time() + wait < end:
        message = "A code was not sent to user %s, next attempt in %s seconds: %s"
        logger.warning(message, user_pk, wait, reason)
        return wait
    logger.error("A code was not sent to user %s: %s", user_pk, reason)
    signals.send(signals.code_sending_failed, user, None, reason=reason)
    raise CodeSendingError(reason)


def _find_user(user_pk: Any) -> Any:
    try:
        user = users.get_user(user_pk)
        users.check_user(user)
    except APIException:
        pass
    else:
        return user
    # Their code would let nobody in.
    logger.warning("A code was not sent to user %s, who is gone or inactive", user_pk)
    raise CodeSendingError("The user is gone or inactive")


def _try_to_send(user: Any, user_pk: Any, sealed: str) -> tuple[float, str | None]:
    """Return when the code expires (unix time), and why it was not sent, if so."""
    contents = _open(sealed, user_pk)
    if contents is None:
        return 0, "it has expired, or was not sealed for this user with one of our keys"
    try:
        with (
            translation.override(contents.language),
            sending.sending_for(contents.purpose, contents.end),
        ):
            sending.send_with(api_settings.BACKGROUND_CODE_SENDER, user, contents.code)
    except CodeSendingError as error:
        return contents.end, str(without_secret(error, contents.code))
    return contents.end, None


def _open(sealed: str, user_pk: Any) -> _Contents | None:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415  # It is an extra.

    lifetime = int(api_settings.CODE_EXPIRATION_TIME.total_seconds())
    try:
        opened = _get_fernet().decrypt(sealed.encode(), ttl=lifetime)
    except InvalidToken:
        return None
    contents = _Contents(**json.loads(opened))
    is_right = contents.user_pk == user_pk and time.time() < contents.end
    return contents if is_right else None


def _get_fernet() -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415  # The same.

    return MultiFernet([Fernet(key) for key in derive_fernet_keys("task")])
