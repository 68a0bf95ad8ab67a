"""The shape of the requests of the enrolment endpoints."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..methods import MalformedAnswerError
from ..serializers.answers import AnswerMixin, take_credentials
from ..serializers.fields import MAX_CODE_LENGTH, MAX_TOKEN_LENGTH, CredentialField
from ..token_manager import CodeTokenManager
from .models import MAX_NAME_LENGTH


class SecretSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """A request that has secrets in it."""

    token_manager_class = CodeTokenManager

    def __repr__(self) -> str:
        # REST framework's shows the data that the serializer was given.
        return f"<{type(self).__name__}>"


class ProofSerializer(AnswerMixin, SecretSerializer):
    """The code token and the answer of a step-up, which a change uses up."""

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

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, `credential` among them where a method takes one."""
        fields: dict[str, Any] = super().get_fields()
        if take_credentials():
            fields["credential"] = CredentialField(required=False)
        return fields


class ConfirmSerializer(SecretSerializer):
    """An answer by the method that is set up."""

    code = serializers.CharField(trim_whitespace=False, max_length=MAX_CODE_LENGTH)


class ConfirmCredentialSerializer(SecretSerializer):
    """An answer by a method that takes a credential, and a name for what it adds."""

    credential = CredentialField()
    name = serializers.CharField(
        required=False, allow_blank=True, max_length=MAX_NAME_LENGTH
    )

    def validate_credential(self, credential: Any) -> Any:
        """Return the credential; raise `ValidationError` for a malformed one."""
        try:
            self.context["view"].method.check_confirmation(credential)
        except MalformedAnswerError as error:
            raise serializers.ValidationError(str(error)) from error
        return credential


class PasskeySetupSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The choice that a setup of a passkey offers, beside the proof that it takes."""

    discoverable = serializers.BooleanField(required=False)


class FirstPasskeySerializer(PasskeySetupSerializer, FirstSetupSerializer):
    """Setting a passkey up, for a user who has enrolled nothing."""


class OtherPasskeySerializer(PasskeySetupSerializer, ProofSerializer):
    """Setting a passkey up, with a proof."""


class RenameSerializer(SecretSerializer):
    """The new name of a passkey."""

    name = serializers.CharField(max_length=MAX_NAME_LENGTH)


class PreferenceSerializer(ProofSerializer):
    """The method to be asked for first, and a proof."""

    method = serializers.CharField(max_length=MAX_CODE_LENGTH)
