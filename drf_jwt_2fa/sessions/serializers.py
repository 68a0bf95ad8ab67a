"""The shape of what the endpoints of sessions and devices take and return."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from ..serializers.fields import TextField

_LONGEST_NAME = 64


class SessionSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """A session, as its user sees it; only the name can be changed."""

    id = serializers.UUIDField(read_only=True)
    name = TextField(allow_blank=True, max_length=_LONGEST_NAME)
    is_current = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(read_only=True)
    last_used_at = serializers.DateTimeField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)
    ip = serializers.CharField(read_only=True, allow_null=True)
    user_agent = serializers.CharField(read_only=True)
    acr = serializers.CharField(read_only=True)
    auth_time = serializers.IntegerField(read_only=True)

    def get_is_current(self, session: Any) -> bool:
        """Return whether the access token of the request is of this session."""
        return bool(session.pk == self.context.get("current"))


class DeviceSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """A trusted device, as its user sees it."""

    id = serializers.UUIDField(source="uid", read_only=True)
    name = serializers.CharField(read_only=True)
    is_current = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(read_only=True)
    last_used_at = serializers.DateTimeField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)
    ip = serializers.CharField(read_only=True, allow_null=True)
    user_agent = serializers.CharField(read_only=True)

    def get_is_current(self, device: Any) -> bool:
        """Return whether the login of the access token was on this device."""
        return bool(device.uid == self.context.get("device"))


def read_flag(request: Request, name: str) -> bool:
    """Return the flag of this name in the query string; it is off by default.

    Raise `ValidationError` if it is neither ``true`` nor ``false``.
    """
    values = request.query_params.getlist(name)
    if values in ([], ["true"], ["false"]):
        return values == ["true"]
    try:
        serializers.BooleanField().fail("invalid", input=values[-1])
    except ValidationError as error:
        raise ValidationError({name: error.detail}) from None
