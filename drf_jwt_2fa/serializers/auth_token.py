"""The second step: exchange a code token and its code for Simple JWT tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rest_framework import serializers
from rest_framework_simplejwt.serializers import PasswordField
from rest_framework_simplejwt.tokens import Token

from ..login import answering, auth_tokens
from ..login.answering import Verified
from ..login.completion import complete
from ..login.devices import Wish, get_devices
from ..methods import NO_2FA, CodeSender, factors_of
from ..settings import api_settings
from .answers import AnswerMixin, get_answer
from .base import Jwt2faSerializer
from .fields import (
    MAX_CODE_LENGTH,
    MAX_PASSWORD_LENGTH,
    MAX_TOKEN_LENGTH,
    make_trust_fields,
)


class AuthTokenSerializer(AnswerMixin, Jwt2faSerializer):
    """The second step: exchange a code token and its code for Simple JWT tokens."""

    code_token = serializers.CharField(max_length=MAX_TOKEN_LENGTH)
    code = serializers.CharField(trim_whitespace=False, max_length=MAX_CODE_LENGTH)

    @classmethod
    def get_token_class(cls) -> type[Token]:
        """Return the class of the token to issue."""
        return auth_tokens.get_token_class()

    _verified: Verified | None = None
    _wish: Wish | None = None

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        """Return the tokens, and with them that of a device that is to be trusted."""
        if attrs.get("trust_device"):
            self._wish = Wish(attrs.get("device_name") or "")
        return super().validate(attrs)

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        self._verified = answering.answer(
            self.token_manager, attrs["code_token"], get_answer(attrs), self._request
        )
        return self._verified.user

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, with room for a password where that is the answer.

        Where devices can be trusted, there are the fields to ask for that.
        """
        fields = super().get_fields()
        fallback = api_settings.FALLBACK_2FA_METHOD
        if callable(fallback) or fallback == NO_2FA:
            fields["code"] = PasswordField(
                trim_whitespace=False,
                max_length=MAX_PASSWORD_LENGTH,
                required=fields["code"].required,
            )
        return fields if get_devices() is None else {**make_trust_fields(), **fields}

    def _create_tokens(self, user: Any) -> dict[str, Any]:
        # A subclass may have authenticated the user by itself.
        verified = self._verified or Verified(user, factors_of(user), CodeSender())
        verified = replace(verified, user=user)
        token_class, request = self.get_token_class(), self._request
        return complete(verified, token_class, request, wish=self._wish)
