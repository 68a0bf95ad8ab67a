"""Checks of ``JWT2FA_AUTH``: settings that cannot work."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from django.core.checks import CheckMessage

from ..settings import FORMER_NAMES, IMPORT_STRINGS, SETTINGS, api_settings
from ..settings.kinds import Key
from .findings import error, get_user_settings, read

_SUBJECT = "EMAIL_SENDER_SUBJECT_OVERRIDE"
_BODY = "EMAIL_SENDER_BODY_OVERRIDE"


def check_names(**kwargs: Any) -> list[CheckMessage]:
    """Report settings that do not exist (E001)."""
    found: list[CheckMessage] = []
    for name in get_user_settings():
        if name not in SETTINGS and name not in FORMER_NAMES:
            nearest = get_close_matches(str(name), SETTINGS, n=1)
            hint = f"Did you mean {nearest[0]!r}?" if nearest else "Remove it."
            found.append(error(1, f"There is no setting {name!r}.", hint))
    return found


def check_types(**kwargs: Any) -> list[CheckMessage]:
    """Report values of a wrong type (E002)."""
    user_settings = api_settings.user_settings
    if not isinstance(user_settings, dict):
        hint = "Write JWT2FA_AUTH = {...}."
        return [error(2, "JWT2FA_AUTH is not a dictionary.", hint)]
    return [
        error(
            2,
            f"{name} is of type {type(value).__name__}.",
            f"Make it {wanted}. {SETTINGS[name].meaning}",
        )
        for name, value in user_settings.items()
        if name in SETTINGS and (wanted := SETTINGS[name].kind.find_wrong_type(value))
    ]


def check_values(**kwargs: Any) -> list[CheckMessage]:
    """Report values that are out of range (E003)."""
    return [
        error(
            3,
            f"{name} is out of range.",
            f"Make it {wanted}. {SETTINGS[name].meaning}",
        )
        for name, value in get_user_settings().items()
        if name in SETTINGS
        and not isinstance(SETTINGS[name].kind, Key)  # E021 reports those.
        and not SETTINGS[name].kind.find_wrong_type(value)
        and (wanted := SETTINGS[name].kind.find_wrong_value(value))
    ]


def check_callables(**kwargs: Any) -> list[CheckMessage]:
    """Report callables that cannot be imported or called (E004)."""
    return [
        error(4, problem, SETTINGS[name].meaning)
        for name in IMPORT_STRINGS
        if read(name) is not None and (problem := _find_problem_of_callable(name))
    ]


def _find_problem_of_callable(name: str) -> str | None:
    try:
        value = getattr(api_settings, name)
    except Exception as problem:
        # The project's module may raise anything when it is imported.
        return f"{name} cannot be imported: {problem}"
    # Names of methods are for the checks of methods.
    is_other = value is None or isinstance(value, (list, tuple, timedelta))
    is_fine = is_other or callable(value)
    return None if is_fine else f"{name} is not callable."


def check_texts(**kwargs: Any) -> list[CheckMessage]:
    """Report texts of the e-mail that cannot work (E005)."""
    subject, body = map(_read_text, (_SUBJECT, _BODY))
    found = [*_check_placeholders(_SUBJECT, subject), *_check_placeholders(_BODY, body)]
    if re.search(r"[\r\n]", subject):
        message = f"{_SUBJECT} has more than one line."
        hint = "Remove the line breaks: such an e-mail cannot be sent."
        found.append(error(5, message, hint))
    # An empty override does not count.
    if all(text and "{code}" not in text for text in (subject, body)):
        message = "Neither the subject nor the body of the e-mail has the code."
        found.append(error(5, message, f"Put {{code}} into {_BODY}."))
    return found


def _read_text(name: str) -> str:
    text = get_user_settings().get(name)
    return "" if text is None else str(text)


def _check_placeholders(name: str, text: str) -> list[CheckMessage]:
    return [
        error(5, f"{name} has the placeholder {one}.", "Only {code} is replaced.")
        for one in re.findall(r"\{\w[^{}]*\}|\{\}", text)
        if one != "{code}"
    ]


CHECKS = (
    check_names,
    check_types,
    check_values,
    check_callables,
    check_texts,
)
