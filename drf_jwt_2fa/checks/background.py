"""Checks of codes that are sent in the background."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage

from ..settings import api_settings
from .findings import error, warning

_MODULE = "drf_jwt_2fa.tasks"
_IN_THE_REQUEST = "runs tasks in the request, which waits for them"
_NEVER = "runs no tasks, so no code is ever sent"
_ONCE = "cannot defer tasks, so a failed code is not sent again"


def check_encryption(**kwargs: Any) -> list[CheckMessage]:
    """Report codes that cannot be encrypted for the queue (E010)."""
    if not _is_ours(_read("CODE_SENDER")) or find_spec("cryptography"):
        return []
    message = (
        "Codes sent in the background need `cryptography`, which is not installed."
    )
    return [error(10, message, "Install drf-jwt-2fa[tasks].")]


def check_sender(**kwargs: Any) -> list[CheckMessage]:
    """Report codes that are queued again and again (E011)."""
    if not _is_ours(_read("BACKGROUND_CODE_SENDER")):
        return []
    message = "BACKGROUND_CODE_SENDER puts codes into the queue again."
    return [error(11, message, "Set it to the sender that sends the code to the user.")]


def check_queue(**kwargs: Any) -> list[CheckMessage]:
    """Report tasks that do not run in the background, or only once (W009)."""
    if not _is_ours(_read("CODE_SENDER")):
        return []
    from ..tasks import deliver_code  # noqa: PLC0415  # Not every Django has tasks.

    back_end = deliver_code.get_backend()
    problem = {"ImmediateBackend": _IN_THE_REQUEST, "DummyBackend": _NEVER}.get(
        type(back_end).__name__, None if back_end.supports_defer else _ONCE
    )
    if problem is None:
        return []
    message = f"TASKS names {type(back_end).__name__}, which {problem}."
    hint = "Use a back end with a worker, such as django-tasks-db."
    return [warning(9, message, hint)]


def _read(name: str) -> Any:
    try:
        return getattr(api_settings, name)
    except Exception:
        return None  # Another check reports it.


def _is_ours(sender: Any) -> bool:
    return getattr(sender, "__module__", None) == _MODULE


CHECKS = (check_encryption, check_sender, check_queue)
