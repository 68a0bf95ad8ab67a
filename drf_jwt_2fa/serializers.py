"""The shape of the requests and answers of the two steps of a login."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ImproperlyConfigured
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.serializers import PasswordField
from rest_framework_simplejwt.tokens import Token

from . import auth_tokens, logins
from .exceptions import IncorrectCodeError
from .token_manager import CodeTokenManager


class Jwt2faSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """A step of a login: authenticate, then create tokens."""

    token_manager_class = CodeTokenManager

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token_manager = self.token_manager_class()

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


class CodeTokenSerializer(Jwt2faSerializer):
    """The first step: a user name and password for a code token."""

    username = serializers.CharField()
    password = PasswordField(trim_whitespace=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, with the user name's as the user model calls it."""
        fields = super().get_fields()
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
        request = self.context.get("request")
        username = attrs["username"]
        # The keyword is `username` whatever the user model calls it, as in Django's own
        # login form: that is what authentication back ends take.
        user = authenticate(
            logins.get_http_request(request),
            username=username,
            password=attrs["password"],
        )
        if user is None:
            logins.report_wrong_password(username, request)
            raise AuthenticationFailed
        logins.check_user(user)
        return user

    def _create_tokens(self, user: Any) -> dict[str, str]:
        return {"token": self.token_manager.create_code_token(user)}


class AuthTokenSerializer(Jwt2faSerializer):
    """The second step: a code token and its code for Simple JWT tokens."""

    code_token = serializers.CharField()
    code = serializers.CharField(trim_whitespace=False)

    @classmethod
    def get_token_class(cls) -> type[Token]:
        """Return the class of the token to issue."""
        return auth_tokens.get_token_class()

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        try:
            user_pk = self.token_manager.check_code_token_and_code(
                attrs["code_token"], attrs["code"]
            )
        except IncorrectCodeError as error:
            logins.report_wrong_code(error.user_pk, self.context.get("request"))
            raise
        user = logins.get_user(user_pk)
        logins.check_user(user)
        return user

    def _create_tokens(self, user: Any) -> dict[str, str]:
        tokens = auth_tokens.issue_tokens(user, self.get_token_class())
        logins.report_login(user, self.context.get("request"))
        return tokens


def _get_field_name(name: str) -> str:
    if name == "username":
        return str(get_user_model().USERNAME_FIELD)
    return name
