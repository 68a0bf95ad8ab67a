"""The shape of the requests of the enrolment endpoints."""

from __future__ import annotations

from rest_framework import serializers

from ..serializers.fields import MAX_CODE_LENGTH, MAX_TOKEN_LENGTH
from ..token_manager import CodeTokenManager


class SecretSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """A request that has secrets in it."""

    token_manager_class = CodeTokenManager

    def __repr__(self) -> str:
        # REST framework's shows the data that the serializer was given.
        return f"<{type(self).__name__}>"


class ProofSerializer(SecretSerializer):
    """The code token and the code of a step-up, which a change uses up."""

    code_token = serializers.CharField(max_length=MAX_TOKEN_LENGTH)
    code = serializers.CharField(trim_whitespace=False, max_length=MAX_CODE_LENGTH)


class FirstSetupSerializer(SecretSerializer):
    """Setting a method up, for a user who has enrolled nothing.

    The fields that prove a later setup must be well-formed, and are ignored.
    """

    code_token = serializers.CharField(
        required=False, allow_blank=True, max_length=MAX_TOKEN_LENGTH
    )
    code = serializers.CharField(
        required=False, allow_blank=True, max_length=MAX_CODE_LENGTH
    )


class ConfirmSerializer(SecretSerializer):
    """An answer by the method that is set up."""

    code = serializers.CharField(trim_whitespace=False, max_length=MAX_CODE_LENGTH)


class PreferenceSerializer(ProofSerializer):
    """The method to be asked for first, and a proof."""

    method = serializers.CharField(max_length=MAX_CODE_LENGTH)
