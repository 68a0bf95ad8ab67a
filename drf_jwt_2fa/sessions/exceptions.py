"""The errors of refresh tokens and of their sessions, all with the status 401."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.exceptions import AuthenticationFailed


# Simple JWT's base has the code in the body: clients have to tell these errors apart.
class PasswordChangedError(AuthenticationFailed):
    """The session is older than the password of its user."""

    default_detail = _("The user's password has been changed.")  # type: ignore[assignment]
    default_code = "password_changed"


class SessionEndedError(AuthenticationFailed):
    """The session was ended."""

    default_detail = _("Your session has ended. Please log in again.")  # type: ignore[assignment]
    default_code = "session_ended"


class TokenReusedError(AuthenticationFailed):
    """The refresh token was used before, and so was copied: its session has ended."""

    default_detail = _(  # type: ignore[assignment]
        "This sign-in was used from two places, so it has ended. Please log in again."
    )
    default_code = "token_reused"
