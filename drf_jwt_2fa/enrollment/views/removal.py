"""Remove a method."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from .. import changes
from ..changes import Changed
from ..exceptions import NotEnrolledError
from .base import ChangeView, MethodView


class RemoveMethod(MethodView, ChangeView):
    """Remove a method, with the code token and the code of a step-up."""

    http_method_names = ["delete", "options"]
    counted_methods = ("DELETE",)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove the method."""
        return self.answer(request)

    def check(self, fields: dict[str, Any]) -> None:
        """Raise `NotEnrolledError` if the user has not enrolled it."""
        if self.factors.find(self.method.name) is None:
            raise NotEnrolledError

    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Remove it."""
        return changes.remove(user, self.factors, self.method.name)


class RemoveTotp(RemoveMethod):
    """Remove the authenticator app, with the code token and the code of a step-up."""
