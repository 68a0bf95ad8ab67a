"""Checks of what stands in ``JWT2FA_AUTH``: settings that cannot work."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from django.core.checks import CheckMessage

from ..settings import IMPORT_STRINGS, SETTINGS, api_settings
from .findings import error, get_user_settings, read


def check_names(**kwargs: Any) -> list[CheckMessage]:
    """Find settings that do not exist (E001)."""
    found: list[CheckMessage] = []
    for name in get_user_settings():
        if name not in SETTINGS:
            nearest = get_close_matches(str(name), SETTINGS, n=1)
            hint = f"Did you mean {nearest[0]!r}?" if nearest else "Remove it."
            found.append(error(1, f"There is no setting {name!r}.", hint))
    return found


def check_types(**kwargs: Any) -> list[CheckMessage]:
    """Find values of a wrong type (E002)."""
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
    """Find values that are out of range (E003)."""
    return [
        error(
            3,
            f"The value of {name} cannot work.",
            f"Make it {wanted}. {SETTINGS[name].meaning}",
        )
        for name, value in get_user_settings().items()
        if name in SETTINGS
        and not SETTINGS[name].kind.find_wrong_type(value)
        and (wanted := SETTINGS[name].kind.find_wrong_value(value))
    ]


def check_callables(**kwargs: Any) -> list[CheckMessage]:
    """Find callables that cannot be imported or called (E004)."""
    return [
        error(4, problem, SETTINGS[name].meaning)
        for name in IMPORT_STRINGS
        if read(name) is not None and (problem := _find_problem_of_callable(name))
    ]


def _find_problem_of_callable(name: str) -> str | None:
    try:
        value = getattr(api_settings, name)
    except Exception as problem:
        # Whatever importing the project's module raises is worth showing.
        return f"{name} cannot be imported: {problem}"
    # Names, where those may be: they are checked where they are used.
    is_fine = callable(value) or value is None or isinstance(value, (list, tuple))
    return None if is_fine else f"{name} is not callable."


def check_texts(**kwargs: Any) -> list[CheckMessage]:
    """Find texts of the e-mail that are not as they were meant (E005)."""
    subject, body = (
        None if text is None else str(text)
        for text in map(
            get_user_settings().get,
            ("EMAIL_SENDER_SUBJECT_OVERRIDE", "EMAIL_SENDER_BODY_OVERRIDE"),
        )
    )
    found: list[CheckMessage] = []
    for name, text in [("SUBJECT", subject), ("BODY", body)]:
        for placeholder in re.findall(r"\{\w[^{}]*\}|\{\}", text or ""):
            if placeholder != "{code}":
                message = f"EMAIL_SENDER_{name}_OVERRIDE has {placeholder} in it."
                found.append(error(5, message, "Only {code} is replaced."))
    if re.search(r"[\r\n]", subject or ""):
        message = "EMAIL_SENDER_SUBJECT_OVERRIDE has more than one line."
        found.append(error(5, message, "Remove the line breaks: no mail can be sent."))
    # An empty override does not count.
    if all(text and "{code}" not in text for text in (subject, body)):
        message = "Neither the subject nor the body of the e-mail tells the code."
        hint = "Put {code} into EMAIL_SENDER_BODY_OVERRIDE."
        found.append(error(5, message, hint))
    return found


CHECKS = (check_names, check_types, check_values, check_callables, check_texts)
