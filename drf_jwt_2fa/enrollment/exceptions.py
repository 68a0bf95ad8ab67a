"""The errors of the enrolment endpoints.

None of them is a 401: to a client, that means an expired access token.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied


class IncorrectProofError(PermissionDenied):
    """The code token and the code of a step-up are not right, or were used.

    After a wrong code, the same code token takes another one.  After a code token that
    was used, or is of somebody else, none helps.  The client is not told which it is.
    """

    default_detail = _(
        "The code is not right. Please try again, or begin a new step-up."
    )
    default_code = "incorrect_proof"


class IncorrectConfirmationError(PermissionDenied):
    """The code that should confirm an enrolment is not right."""

    default_detail = _("The code is not right.")
    default_code = "incorrect_confirmation"


class NothingToConfirmError(PermissionDenied):
    """The login has begun no enrolment, or too long ago."""

    default_detail = _("There is nothing to confirm. Please begin again.")
    default_code = "nothing_to_confirm"


class AlreadyEnrolledError(APIException):
    """The user has enrolled the very same passkey before."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("You have set that up already.")
    default_code = "already_enrolled"


class TooManyEnrolledError(APIException):
    """The user has as many passkeys as allowed."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("You have as many of these as allowed. Remove one first.")
    default_code = "too_many_enrolled"


class NotEnrolledError(APIException):
    """The user has not enrolled what the request is about."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("You have not set that up.")
    default_code = "not_enrolled"
