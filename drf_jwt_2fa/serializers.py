"""The shape of the requests and answers of the steps of a login."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework_simplejwt.serializers import PasswordField
from rest_framework_simplejwt.tokens import Token

from . import users
from .claims import REFRESH_CLAIM, STEP_UP
from .code_tokens import challenges, limits
from .code_tokens.challenges import IssuedToken
from .exceptions import Reason, RefusedError, StepUpsClosedError
from .login import (
    answering,
    auth_tokens,
    epochs,
    events,
    passwords,
)
from .login.answering import Verified
from .login.completion import complete
from .methods import (
    NO_2FA,
    CodeSender,
    Factors,
    Method,
    NoSecondFactor,
    factors_of,
    get_offered,
    needs_no_second_factor,
)
from .settings import api_settings
from .token_manager import CodeTokenManager

# In characters: more than anybody needs, and little enough to handle for nothing.
MAX_TOKEN_LENGTH = 4096
_MAX_PASSWORD_LENGTH = 4096
MAX_CODE_LENGTH = 64
# User names: at least as long as an e-mail address may be (RFC 5321, 4.5.3.1.3).
_MAX_USERNAME_LENGTH = 254


class Jwt2faSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """A step of a login: authenticate, then create tokens."""

    token_manager_class = CodeTokenManager

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token_manager = self.token_manager_class()

    def __repr__(self) -> str:
        # REST framework's shows the data that the serializer was given.
        return f"<{type(self).__name__}>"

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        """Return the tokens that the step yields."""
        user = self._authenticate(attrs)
        return self._create_tokens(user)

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        """Return the user whom the request identifies; raise if it does not."""
        raise ImproperlyConfigured(f"{type(self).__name__} has no _authenticate()")

    def _create_tokens(self, user: Any) -> dict[str, str]:
        """Return the tokens for the user, by the keys they have in the answer."""
        raise ImproperlyConfigured(f"{type(self).__name__} has no _create_tokens()")

    @property
    def _request(self) -> Any:
        return self.context.get("request")

    @property
    def _address_place(self) -> Any:
        # The throttle takes it after the serializer was made; other views take none.
        return getattr(self.context.get("view"), "address_place", None)

    def _issue(self, user: Any, issue: Callable[[], str]) -> dict[str, Any]:
        try:
            with limits.charged_to(self._address_place):
                token = issue()
        except Throttled as error:
            events.report_blocked(user, error, self._request)
            raise
        # A manager of a project's own may return other text.
        issued = token.issued if isinstance(token, IssuedToken) else None
        if issued is None or issued.method.sends:
            events.report_code_sent(user, self._request)
        described = {} if issued is None else challenges.describe(issued)
        return {"token": str(token), **described}


class CodeTokenSerializer(Jwt2faSerializer):
    """The first step: a user name and password for a code token."""

    username = serializers.CharField()
    password = PasswordField(trim_whitespace=False, max_length=_MAX_PASSWORD_LENGTH)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, with the user name's as the user model calls it."""
        fields = super().get_fields()
        if type(fields["username"]) is serializers.CharField:
            fields["username"] = serializers.CharField(
                max_length=_get_username_length()
            )
        return {_get_field_name(name): field for name, field in fields.items()}

    def to_internal_value(self, data: Any) -> Any:
        """Accept `username` in place of the user model's name for it."""
        name = _get_field_name("username")
        if isinstance(data, Mapping) and name not in data and "username" in data:
            # Item by item: unpacking a form's data would yield its lists of values.
            data = {key: data[key] for key in data}
            data[name] = data["username"]
        attrs = super().to_internal_value(data)
        # Subclasses look for it here, whatever the user model calls it.
        attrs["username"] = attrs[name]
        return attrs

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        username = attrs["username"]
        user = passwords.authenticate_by_password(
            self._request, username, attrs["password"]
        )
        if user is None:
            events.report_wrong_password(username, self._request)
            raise RefusedError(Reason.WRONG_PASSWORD)
        users.check_user(user)
        return user

    def _create_tokens(self, user: Any) -> dict[str, Any]:
        fallback = api_settings.FALLBACK_2FA_METHOD
        if callable(fallback) or fallback == NO_2FA:
            factors = factors_of(user)
            if needs_no_second_factor(user, factors):
                return self._complete_without(user, factors)
        return self._issue(user, lambda: self.token_manager.create_code_token(user))

    def _complete_without(self, user: Any, factors: Factors) -> dict[str, Any]:
        verified = Verified(user, factors, NoSecondFactor())
        token_class = auth_tokens.get_token_class()
        place = self._address_place
        return complete(verified, token_class, self._request, place)


class ChallengeSerializer(Jwt2faSerializer):
    """Between the steps: a code token for a new one, with a new code."""

    code_token = serializers.CharField(max_length=MAX_TOKEN_LENGTH)
    method = serializers.CharField(required=False, max_length=MAX_CODE_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the code token that takes the place of the one that was sent."""
        look = answering.Look()
        manager = self.token_manager
        token = answering.check_replaceable(
            manager, attrs["code_token"], self._request, look
        )
        factors = look.factors or Factors()
        wanted = _find_method(look.user, factors, attrs.get("method")) or token.method
        return self._issue(
            look.user,
            lambda: challenges.renew(look.user, manager, token, wanted, factors),
        )


class StepUpSerializer(Jwt2faSerializer):
    """For a user who is logged in: nothing for a code token.

    A refresh token that is sent along ends when the step-up is complete.
    """

    method = serializers.CharField(required=False, max_length=MAX_CODE_LENGTH)
    refresh = serializers.CharField(required=False, max_length=MAX_TOKEN_LENGTH)

    _method: str | None = None
    _refresh: dict[str, Any] | None = None

    def validate_method(self, name: str) -> str:
        """Return the name; whether it is offered is known when the user is."""
        self._method = name
        return name

    def validate_refresh(self, token: str) -> str:
        """Return the refresh token; raise `ValidationError` if it is not the user's."""
        self._refresh = auth_tokens.identify_refresh_token(token, self._request.user)
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
        manager, refresh = self.token_manager, self._refresh
        own = {REFRESH_CLAIM: refresh} if refresh else {}
        method = _find_method(user, factors, self._method)
        return self._issue(
            user,
            lambda: challenges.issue(
                user, manager, STEP_UP, factors, wanted=method, more=own
            ),
        )


class AuthTokenSerializer(Jwt2faSerializer):
    """The second step: a code token and its code for Simple JWT tokens."""

    code_token = serializers.CharField(max_length=MAX_TOKEN_LENGTH)
    code = serializers.CharField(trim_whitespace=False, max_length=MAX_CODE_LENGTH)

    @classmethod
    def get_token_class(cls) -> type[Token]:
        """Return the class of the token to issue."""
        return auth_tokens.get_token_class()

    _verified: Verified | None = None

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        self._verified = answering.answer(
            self.token_manager, attrs["code_token"], attrs["code"], self._request
        )
        return self._verified.user

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, with room for a password where that is the answer."""
        fields = super().get_fields()
        fallback = api_settings.FALLBACK_2FA_METHOD
        if callable(fallback) or fallback == NO_2FA:
            fields["code"] = PasswordField(
                trim_whitespace=False, max_length=_MAX_PASSWORD_LENGTH
            )
        return fields

    def _create_tokens(self, user: Any) -> dict[str, Any]:
        # A subclass may have authenticated somebody by itself.
        verified = self._verified or Verified(user, factors_of(user), CodeSender())
        return complete(
            replace(verified, user=user), self.get_token_class(), self._request
        )


def _find_method(user: Any, factors: Factors, name: str | None) -> Method | None:
    """Return the method of this name; raise `ValidationError` if it is not offered."""
    if name is None:
        return None
    for method in get_offered(user, factors):
        if method.name == name:
            return method
    raise serializers.ValidationError({"method": [_("Not one of your methods.")]})


def _get_username_length() -> int:
    user_model = get_user_model()
    try:
        field = user_model._meta.get_field(user_model.USERNAME_FIELD)
    except FieldDoesNotExist:
        return _MAX_USERNAME_LENGTH
    return max(getattr(field, "max_length", None) or 0, _MAX_USERNAME_LENGTH)


def _get_field_name(name: str) -> str:
    if name == "username":
        return str(get_user_model().USERNAME_FIELD)
    return name
