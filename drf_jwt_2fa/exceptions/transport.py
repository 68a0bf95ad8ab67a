"""The errors of requests that want their tokens in cookies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied


class CsrfFailedError(PermissionDenied):
    """The request may have been forged by a page of somebody else.

    `explanation`, a word on the reason, is for the log.
    """

    default_detail = _("This page may not use cookies of the API.")
    default_code = "csrf_failed"

    def __init__(self, explanation: str) -> None:
        super().__init__()
        self.explanation = explanation


class HttpsRequiredError(APIException):
    """Tokens must not be in cookies of a connection that anybody can read."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = _("Cookies with tokens need HTTPS.")
    default_code = "https_required"
