"""The errors of the two steps of a login.

::

    APIException
    ├── AuthenticationFailed                401
    │   ├── RefusedError                        authentication_failed
    │   │   ├── IncorrectCodeError              authentication_failed
    │   │   └── UnknownPasskeyError             unknown_passkey
    │   ├── LoginOutdatedError                  login_outdated
    │   └── TokenAlreadyUsedError               token_already_used
    ├── InsufficientUserAuthenticationError 401 insufficient_user_authentication
    ├── PermissionDenied                    403
    │   ├── CodeTokenExpiredError               code_token_expired
    │   ├── CsrfFailedError                     csrf_failed
    │   ├── NoUsableMethodError                 no_usable_method
    │   ├── StepUpsClosedError                  step_ups_closed
    │   └── TooManyAuthAttemptsError            too_many_auth_attempts
    ├── HttpsRequiredError                  400 https_required
    ├── Throttled                           429
    │   ├── TooManyCodeTokensError              too_many_code_tokens
    │   └── TooManyUnredeemedCodeTokensError    too_many_unredeemed_code_tokens
    ├── VerificationCodeSendingError        501 verification_code_sending_failed
    ├── MethodFailedError                   503 method_failed
    └── CacheUnavailableError               503 cache_unavailable

The words on the right are the codes: they never change and are never translated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    ErrorDetail,
    PermissionDenied,
    Throttled,
)

from .. import auth_headers
from .reasons import Reason as Reason  # Part of the public names here.
from .transport import (
    CsrfFailedError as CsrfFailedError,
    HttpsRequiredError as HttpsRequiredError,
)


class CodeOfDetail(ErrorDetail):
    """The code of the error whose text is the ``detail`` beside it.

    It is falsy: drf-standardized-errors would list the same error twice.
    """

    def __bool__(self) -> bool:
        return False


class RefusedError(AuthenticationFailed):
    """A credential is wrong; the client does not learn why.

    `reason`, `user_pk` and `explanation`, a word on the reason, are for the log.
    """

    def __init__(
        self, reason: Reason, user_pk: Any = None, explanation: str = ""
    ) -> None:
        super().__init__()
        self.reason = reason
        self.user_pk = user_pk
        self.explanation = explanation


class IncorrectCodeError(RefusedError):
    """A genuine code token came with a wrong answer."""

    def __init__(self, user_pk: Any, explanation: str = "") -> None:
        reason = Reason.WRONG_PASSKEY if explanation else Reason.WRONG_CODE
        super().__init__(reason, user_pk, explanation)


class UnknownPasskeyError(RefusedError):
    """No user has this passkey; the client may tell the authenticator to forget it.

    It is never raised for a key that somebody has, whatever else is wrong: an
    authenticator that is told to forget a key does so for good (WebAuthn L3, 5.1.10.1).
    """

    default_code = "unknown_passkey"

    def __init__(self) -> None:
        super().__init__(Reason.UNKNOWN_PASSKEY)
        # As for `InsufficientUserAuthenticationError`: clients act on the code.
        self.detail = {
            "detail": ErrorDetail(str(self.default_detail), self.default_code),
            "code": CodeOfDetail(self.default_code, self.default_code),
        }


class TokenAlreadyUsedError(AuthenticationFailed):
    """The code is right, but a login was already completed with this code token."""

    default_detail = _(
        "This code token has already been used."
        " If this wasn't you, your account may be compromised."
    )
    default_code = "token_already_used"


class LoginOutdatedError(AuthenticationFailed):
    """The access token is older than a change of the password or the second factors."""

    default_detail = _("Your account has changed. Please log in again.")
    default_code = "login_outdated"


class InsufficientUserAuthenticationError(APIException):
    """The second factor is not recent enough, or of another kind (RFC 9470, 3).

    `max_age` is in seconds; `acr_values` are the names of the accepted methods, none of
    them means any.  REST framework sends `auth_header` as ``WWW-Authenticate``.
    """

    # Not an `AuthenticationFailed`: REST framework gives those its own header.
    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("Please confirm that it is you.")
    default_code = "insufficient_user_authentication"

    def __init__(self, max_age: int, acr_values: Sequence[str] = ()) -> None:
        super().__init__()
        self.max_age = max_age
        self.acr_values = tuple(acr_values)
        # Simple JWT's errors do the same: clients have to tell this one from other
        # 401s, and scripts of other origins may not see the header.
        self.detail = {
            "detail": ErrorDetail(str(self.default_detail), self.default_code),
            "code": CodeOfDetail(self.default_code, self.default_code),
        }

    @property
    def auth_header(self) -> str:
        """The challenge (RFC 9470, 3; RFC 6750, 3)."""
        parts = [f'error="{self.default_code}"', f'max_age="{self.max_age}"']
        if self.acr_values:
            parts.append(f'acr_values="{" ".join(self.acr_values)}"')
        return f"{auth_headers.get_scheme()} {', '.join(parts)}"


class CodeTokenExpiredError(PermissionDenied):
    """The code token is genuine, but its ``exp`` (RFC 7519, 4.1.4) has passed."""

    default_detail = _("Signature has expired.")
    default_code = "code_token_expired"


class NoUsableMethodError(PermissionDenied):
    """All methods that the user has enrolled are disabled."""

    default_detail = _("You have no second factor left that can be used.")
    default_code = "no_usable_method"

    def __init__(self, user_pk: Any = None) -> None:
        super().__init__()
        self.user_pk = user_pk


class StepUpsClosedError(PermissionDenied):
    """Too many wrong answers in a row closed step-ups until the next login."""

    default_detail = _("Too many wrong codes. Please log in again.")
    default_code = "step_ups_closed"


class TooManyAuthAttemptsError(PermissionDenied):
    """The code token has had all the attempts it is allowed."""

    default_detail = _("Too many failed authentication attempts.")
    default_code = "too_many_auth_attempts"


class _TooManyError(Throttled):
    """A user has as many code tokens as allowed.

    `wait` is the time in seconds, rounded up, until there may be another; `user_pk` is
    for the log.
    """

    def __init__(
        self,
        wait: float | None = None,
        detail: str | None = None,
        code: str | None = None,
        user_pk: Any = None,
    ) -> None:
        # Throttled would add "Expected available in ..." to the text of a known wait.
        super().__init__(None, detail, code)
        self.wait = None if wait is None else math.ceil(wait)
        self.user_pk = user_pk


class TooManyCodeTokensError(_TooManyError):
    """The user has as many unexpired code tokens as allowed.

    `wait` is the time in seconds, rounded up, until the first of them expires.
    """

    default_detail = _(
        "Too many active code tokens. Please wait for existing ones to expire."
    )
    default_code = "too_many_code_tokens"


class TooManyUnredeemedCodeTokensError(_TooManyError):
    """The user has as many code tokens without a completed login as allowed.

    `wait` is the time in seconds, rounded up, until there may be another.  A login
    completed with one of the live code tokens, or a new password, ends it at once.
    """

    default_detail = _(
        "Too many logins were begun and not completed. Please try again later."
    )
    default_code = "too_many_unredeemed_code_tokens"


class VerificationCodeSendingError(APIException):
    """The code could not be sent, for the given reason, which the client is told."""

    status_code = status.HTTP_501_NOT_IMPLEMENTED
    default_detail = _("Verification code sending failed: {reason}")
    default_code = "verification_code_sending_failed"

    def __init__(
        self, reason: Any, detail: str | None = None, code: str | None = None
    ) -> None:
        if detail is None:
            detail = str(self.default_detail).replace("{reason}", str(reason))
        super().__init__(detail, code)
        self.reason = reason


class MethodFailedError(APIException):
    """The second factor cannot be verified, and the fault is the server's."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("Your second factor cannot be checked. Please tell support.")
    default_code = "method_failed"


class CacheUnavailableError(APIException):
    """The cache is unavailable, so nobody is let in and nothing is issued."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("The login is temporarily unavailable. Please try again later.")
    default_code = "cache_unavailable"
