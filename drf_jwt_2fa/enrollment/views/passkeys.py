"""The passkeys of a user: list, add, rename and remove them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.functional import cached_property
from rest_framework.request import Request
from rest_framework.response import Response

from .. import changes, serializers
from ..changes import Changed
from ..methods.passkey.description import describe_for_signals, describe_passkey
from ..store.passkeys import (
    PasskeyNotFoundError,
    find_passkey,
    find_passkeys,
    rename_passkey,
)
from .base import ChangeView, MethodView
from .confirmation import ConfirmMethod
from .setup import SetUpMethod


class Passkeys(MethodView):
    """List the passkeys of the user."""

    serializer_class = serializers.SecretSerializer
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the passkeys, and the arguments of the Signal API for them."""
        user = request.user
        keys = find_passkeys(user.pk, self.method.name)
        described = [describe_passkey(key) for key in keys]
        signal = describe_for_signals(user, keys)
        return Response({"passkeys": described, "signal": signal})


class SetUpPasskey(SetUpMethod):
    """Begin to add a passkey: get the options for an authenticator.

    The first setup takes a recent second factor or an enrolment token; with a method
    enrolled, it takes the code token and the answer of a step-up.
    """

    wishes = ("discoverable",)
    serializers_of_first_and_other = (
        serializers.FirstPasskeySerializer,
        serializers.OtherPasskeySerializer,
    )


class ConfirmPasskey(ConfirmMethod):
    """Add a passkey; get recovery codes with the first one, and new tokens."""


class OnePasskey(MethodView, ChangeView):
    """Rename a passkey, or remove it with the code token and answer of a step-up."""

    http_method_names = ["patch", "delete", "options"]
    counted_methods: tuple[str, ...] = ("DELETE", "PATCH")

    def get_serializer_class(self) -> Any:
        """Return the serializer of the request."""
        # Schema generators look at views without a request.
        if getattr(self.request, "method", None) == "PATCH":
            return serializers.RenameSerializer
        return serializers.ProofSerializer

    def check_permissions(self, request: Request) -> None:
        """Answer 404 for what is no ID, in the format of the API."""
        super().check_permissions(request)
        self.uid  # noqa: B018  # It raises.

    @cached_property
    def uid(self) -> UUID:
        """The ID of the passkey; raise `Http404` for what is none."""
        try:
            return UUID(self.kwargs["uid"])
        except ValueError as error:
            raise Http404 from error

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Rename the passkey; that is no change of the factors."""
        name, new_name = self.method.name, self.read(request)["name"]
        try:
            key = rename_passkey(request.user.pk, name, self.uid, new_name)
        except PasskeyNotFoundError as error:
            raise Http404 from error
        return Response(describe_passkey(key))

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove the passkey."""
        return self.answer(request)

    def check(self, fields: dict[str, Any]) -> None:
        """Answer 404 if the user has no such passkey."""
        try:
            find_passkey(self.request.user.pk, self.method.name, self.uid)
        except PasskeyNotFoundError as error:
            raise Http404 from error

    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Remove it."""
        return changes.remove_passkey(user, self.factors, self.method.name, self.uid)
