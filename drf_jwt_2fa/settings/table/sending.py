"""The settings of messages to users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from ..descriptors import DerivedSetting, ImportedSetting, Setting
from ..kinds import OPTIONAL_TEXT, Importable


class SendingSettings:
    """Sending."""

    CODE_SENDER: Setting[Callable[[Any, str], Any]] = ImportedSetting(
        "drf_jwt_2fa.sending.send_verification_code_via_email",  # type: ignore[arg-type]
        "Callable `(user, code)` that sends the code, or its dotted path.",
        Importable(),
    )
    BACKGROUND_CODE_SENDER: Setting[Callable[[Any, str], Any]] = ImportedSetting(
        "drf_jwt_2fa.sending.send_verification_code_via_email",  # type: ignore[arg-type]
        "Callable `(user, code)` that sends the code after the request, or its dotted"
        " path.",
        Importable(),
    )
    EMAIL_SENDER_FROM_ADDRESS = DerivedSetting(
        lambda: settings.DEFAULT_FROM_EMAIL,
        "Sender address of the e-mail.",
        OPTIONAL_TEXT,
    )
    EMAIL_SENDER_SUBJECT_OVERRIDE: Setting[Any] = Setting(
        None,
        "Subject of the e-mail, with `{code}` where the code goes.",
        OPTIONAL_TEXT,
    )
    EMAIL_SENDER_BODY_OVERRIDE: Setting[Any] = Setting(
        None, "Body of the e-mail, with `{code}` where the code goes.", OPTIONAL_TEXT
    )
    USER_LANGUAGE: Setting[Callable[[Any], str | None] | None] = ImportedSetting(
        None,
        "Callable `(user)` that returns the language of messages to the user, or its"
        " dotted path; `None`: the active language.",
        Importable(optional=True),
    )
