"""Between the steps: exchange a code token for a new one, with a new code."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..code_tokens import challenges
from ..login import answering
from ..login.looks import Look
from ..methods import Factors
from .base import Jwt2faSerializer
from .fields import MAX_CODE_LENGTH, MAX_TOKEN_LENGTH, find_offered


class ChallengeSerializer(Jwt2faSerializer):
    """Between the steps: exchange a code token for a new one, with a new code."""

    code_token = serializers.CharField(max_length=MAX_TOKEN_LENGTH)
    method = serializers.CharField(required=False, max_length=MAX_CODE_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the code token that replaces the one in the request."""
        look = Look()
        manager = self.token_manager
        token = answering.check_replaceable(
            manager, attrs["code_token"], self._request, look
        )
        factors = look.factors or Factors()
        wanted = find_offered(look.user, factors, attrs.get("method")) or token.method
        return self._issue(
            look.user,
            lambda: challenges.renew(look.user, manager, token, wanted, factors),
        )
