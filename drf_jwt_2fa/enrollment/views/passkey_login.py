"""Begin a login with a passkey and without a password."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ...views import StepView
from .. import passwordless, serializers
from ..throttling import PasskeyLoginThrottler


class BeginPasskeyLogin(StepView):
    """Get a code token and a challenge for any passkey that is a login by itself.

    No user name is taken, so nobody learns who has an account.
    """

    serializer_class = serializers.SecretSerializer
    throttle_classes = [PasskeyLoginThrottler]

    def check_permissions(self, request: Request) -> None:
        """Answer 404, before anything is counted, where passkeys are no login."""
        super().check_permissions(request)
        if passwordless.find_login_method() is None:
            raise NotFound

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the code token and the challenge."""
        method = passwordless.find_login_method()
        manager = self.get_serializer().token_manager_class()
        return Response(passwordless.begin(method, manager))
