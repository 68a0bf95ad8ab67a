"""A step-up: exchange an access token for a code token."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from .. import users
from ..claims import CODE_SESSION_CLAIM, PASSWORDLESS_CLAIM, REFRESH_CLAIM, STEP_UP
from ..code_tokens import challenges
from ..exceptions import StepUpsClosedError
from ..login import auth_tokens, epochs, refreshed
from ..login.sessions import check_session, find_session
from .base import Jwt2faSerializer
from .fields import MAX_CODE_LENGTH, MAX_TOKEN_LENGTH, find_offered


class StepUpSerializer(Jwt2faSerializer):
    """A step-up of a user who is logged in: it takes nothing and gives a code token.

    A refresh token in the request ends when the step-up is complete.
    """

    method = serializers.CharField(required=False, max_length=MAX_CODE_LENGTH)
    refresh = serializers.CharField(required=False, max_length=MAX_TOKEN_LENGTH)

    _method: str | None = None
    _refresh: dict[str, Any] | None = None

    def validate_method(self, name: str) -> str:
        """Return the name; only the user's factors show whether it is offered."""
        self._method = name
        return name

    def validate_refresh(self, token: str) -> str:
        """Return the refresh token; raise `ValidationError` if it is not the user's."""
        self._refresh = refreshed.identify_refresh_token(token, self._request.user)
        if self._refresh is None:
            raise serializers.ValidationError(_("Not a refresh token of yours."))
        return token

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        user = self._request.user
        users.check_user(user)
        return user

    def _create_tokens(self, user: Any) -> dict[str, Any]:
        factors = epochs.check_epoch(self._request, user)
        if factors.are_step_ups_closed:
            raise StepUpsClosedError
        session = find_session(self._request.auth)
        check_session(session, user)
        manager = self.token_manager
        own = {
            REFRESH_CLAIM: self._refresh,
            CODE_SESSION_CLAIM: session,
            PASSWORDLESS_CLAIM: auth_tokens.is_passwordless(self._request.auth),
        }
        more = {name: value for name, value in own.items() if value}
        method = find_offered(user, factors, self._method)
        return self._issue(
            user,
            lambda: challenges.issue(
                user, manager, STEP_UP, factors, wanted=method, more=more
            ),
        )
