"""The language of messages to a user."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.utils import translation

from ..settings import api_settings

logger = logging.getLogger(__name__)


def in_language_of(user: Any) -> AbstractContextManager[None]:
    """Return a context in which texts are in the language of the user.

    It is the language that ``USER_LANGUAGE`` returns, or else the active one.  A
    callable that fails, or names what is not among Django's ``LANGUAGES``, is logged:
    mail in the wrong language is better than none.
    """
    try:
        language = _find_language(user)
    except Exception:
        logger.exception("The language of a user could not be determined")
        language = None
    return translation.override(language) if language else nullcontext()


def _find_language(user: Any) -> str | None:
    choose = api_settings.USER_LANGUAGE
    language = choose(user) if choose else None
    # "fi-FI" is Finnish, too.
    return translation.get_supported_language_variant(language) if language else None
