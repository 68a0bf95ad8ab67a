"""The language that a user is written to in."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.utils import translation

from .settings import api_settings

logger = logging.getLogger(__name__)


def in_language_of(user: Any) -> AbstractContextManager[None]:
    """Return a context in which texts are in the language of the user.

    It is what ``USER_LANGUAGE`` says, or the active language if that says nothing.  A
    callable that fails is logged: mail in the wrong language is better than none.
    """
    try:
        choose = api_settings.USER_LANGUAGE
        language = None if choose is None else choose(user)
    except Exception:
        logger.exception("The language of a user could not be told")
        language = None
    return translation.override(language) if language else nullcontext()
