"""The first step: exchange a user name and password for a code token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from rest_framework import serializers
from rest_framework_simplejwt.serializers import PasswordField

from .. import users
from ..code_tokens.accounts import knowing
from ..exceptions import Reason, RefusedError
from ..login import auth_tokens, events, passwords
from ..login.answering import Verified
from ..login.completion import complete, complete_by_device
from ..login.devices import FactorsOnce, get_devices
from ..methods import (
    NO_2FA,
    Factors,
    NoSecondFactor,
    needs_no_second_factor,
)
from ..settings import api_settings
from .base import Jwt2faSerializer
from .fields import MAX_PASSWORD_LENGTH, DeviceTokenField

# User names: at least as long as an e-mail address may be (RFC 5321, 4.5.3.1.3).
_MAX_USERNAME_LENGTH = 254


class CodeTokenSerializer(Jwt2faSerializer):
    """The first step: exchange a user name and password for a code token."""

    username = serializers.CharField()
    password = PasswordField(trim_whitespace=False, max_length=MAX_PASSWORD_LENGTH)

    _device_token = ""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, with the user name under the user model's name for it."""
        fields = super().get_fields()
        if type(fields["username"]) is serializers.CharField:
            fields["username"] = serializers.CharField(
                max_length=_get_username_length()
            )
        if get_devices() is not None:
            fields.setdefault("device_token", DeviceTokenField())
        return {_get_field_name(name): field for name, field in fields.items()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        """Return a code token, or what completes the login without one."""
        self._device_token = attrs.get("device_token") or ""
        return super().validate(attrs)

    def to_internal_value(self, data: Any) -> Any:
        """Accept `username` in place of the user model's name for it."""
        name = _get_field_name("username")
        if isinstance(data, Mapping) and name not in data and "username" in data:
            # Item by item: unpacking a form would yield lists of values.
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
        factors = FactorsOnce(user)
        fallback = api_settings.FALLBACK_2FA_METHOD
        if callable(fallback) or fallback == NO_2FA:
            known = factors.read()
            if needs_no_second_factor(user, known):
                return self._complete_without(user, known)
        return self._complete_by_device(factors) or self._issue_to(factors)

    def _complete_by_device(self, factors: FactorsOnce) -> dict[str, Any] | None:
        token, token_class = self._device_token, auth_tokens.get_token_class()
        return complete_by_device(factors, token, token_class, self._request)

    def _issue_to(self, factors: FactorsOnce) -> dict[str, Any]:
        user, manager = factors.user, self.token_manager
        with knowing(user, factors.known):
            return self._issue(user, lambda: manager.create_code_token(user))

    def _complete_without(self, user: Any, factors: Factors) -> dict[str, Any]:
        verified = Verified(user, factors, NoSecondFactor())
        token_class = auth_tokens.get_token_class()
        place = self._address_place
        return complete(verified, token_class, self._request, place)


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
