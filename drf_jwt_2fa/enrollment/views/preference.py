"""Choose the preferred method."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from .. import changes, overview, serializers
from ..changes import Changed
from ..exceptions import NotEnrolledError
from .base import ChangeView


class SecondFactorMethod(ChangeView):
    """List the enrolled methods, or prefer another one."""

    serializer_class = serializers.PreferenceSerializer

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the enrolled methods and the preferred one."""
        return Response(overview.describe_methods(request.user, self.factors))

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Prefer another method."""
        return self.answer(request)

    def check(self, fields: dict[str, Any]) -> None:
        """Raise `NotEnrolledError` for a method that is not usable at every login."""
        if not changes.can_be_preferred(self.factors, fields["method"]):
            raise NotEnrolledError

    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Prefer it."""
        return changes.prefer(user, self.factors, fields["method"])
