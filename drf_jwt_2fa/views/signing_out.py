"""The endpoint with which clients sign out."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from ..login import revocation
from ..serializers import SignOutSerializer
from ..transport import REFRESH_FIELD
from .base import LoginView, OutsideOfTransactionsMixin


class SignOut(OutsideOfTransactionsMixin, LoginView):
    """End the login of a refresh token; no access token is needed.

    The answer is the same for a token that was no good.
    """

    http_method_names = ["post", "options"]
    serializer_class: Any = SignOutSerializer
    cookie_field = REFRESH_FIELD

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End the login, and delete the cookie."""
        response = Response(status=204)
        serializer = self.get_serializer(data=request.data)
        if self.cookies is not None:
            self.cookies.forget(response)
            if self.cookies.read(REFRESH_FIELD) is None:
                return response
        serializer.is_valid(raise_exception=True)
        revocation.sign_out(serializer.validated_data["refresh"], request)
        return response
