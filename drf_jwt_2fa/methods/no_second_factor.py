"""The method of users who need no second factor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import AuthenticationFailed

from ..claims import PURPOSE_CLAIM
from ..state import noticing_rehashes
from ..users import UNFINDABLE, get_user
from .base import Codes, Method, WrongAnswerError
from .factors import get_store


class NoSecondFactor(Method):
    """For users who have enrolled nothing, if ``FALLBACK_2FA_METHOD`` says so.

    Their logins are complete with the password.  What they can prove in a step-up is
    that password, and it never counts as a recent second factor.
    """

    name = "no-2fa"
    proves_second_factor = False
    can_trust_devices = False

    def verify(
        self, user_pk: Any, claims: Mapping[str, Any], answer: str, codes: Codes
    ) -> None:
        """Raise `WrongAnswerError` if the answer is not the user's password."""
        store = get_store()
        if store is not None and PURPOSE_CLAIM in claims:
            # They are forgotten when the step-up is complete.
            store.count_step_up(user_pk)
        if not _is_password(user_pk, answer):
            raise WrongAnswerError


def _is_password(user_pk: Any, answer: str) -> bool:
    try:
        with noticing_rehashes():
            return bool(get_user(user_pk).check_password(answer))
    except (*UNFINDABLE, AuthenticationFailed):
        # bcrypt and its 72 bytes, text that UTF-8 cannot express, a key of another
        # user model.  Nothing is chained: the error may show the password.
        return False
