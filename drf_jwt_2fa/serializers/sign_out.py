"""The shape of a sign-out."""

from __future__ import annotations

from rest_framework import serializers

from .fields import MAX_TOKEN_LENGTH, TextField


class SignOutSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """The refresh token of the login that is to end."""

    refresh = TextField(max_length=MAX_TOKEN_LENGTH, write_only=True)

    def __repr__(self) -> str:
        # REST framework's shows the data that the serializer was given.
        return f"<{type(self).__name__}>"
