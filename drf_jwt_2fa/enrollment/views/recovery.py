"""Count recovery codes, and make new ones."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ...methods import get_methods
from .. import changes, overview
from ..changes import Changed
from ..exceptions import NotEnrolledError
from ..methods import RecoveryCodeMethod
from .base import ChangeView


class RecoveryCodes(ChangeView):
    """Count the recovery codes that are left, or make ten new ones."""

    def check_permissions(self, request: Request) -> None:
        """Answer 404 where recovery codes are not in use."""
        super().check_permissions(request)
        if RecoveryCodeMethod.name not in get_methods():
            raise NotFound

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return how many are left."""
        return Response(overview.describe_recovery_codes(self.factors))

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make ten new codes; earlier ones are void."""
        return self.answer(request)

    def check(self, fields: dict[str, Any]) -> None:
        """Raise `NotEnrolledError` if the user has enrolled no other method."""
        if not self.factors.enrolled:
            raise NotEnrolledError

    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Make the new codes."""
        return changes.renew_recovery_codes(user, self.factors)
