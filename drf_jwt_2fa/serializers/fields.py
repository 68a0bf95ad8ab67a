"""The fields that several requests share, and their limits."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _, ngettext_lazy
from rest_framework import serializers
from rest_framework.serializers import ValidationError

from ..methods import Factors, Method, get_offered

# In characters: more than anybody needs, and few enough to process at no cost.
MAX_TOKEN_LENGTH = 4096
MAX_PASSWORD_LENGTH = 4096
MAX_CODE_LENGTH = 64
MAX_DEVICE_TOKEN_LENGTH = 128
MAX_DEVICE_NAME_LENGTH = 64
# In bytes of JSON.
MAX_CREDENTIAL_SIZE = 65536


class CredentialField(serializers.JSONField):
    """A JSON object, such as what an authenticator gives (WebAuthn L3, 5.1.1)."""

    default_error_messages = {
        "not_an_object": _("This must be a JSON object."),
        "max_size": ngettext_lazy(
            "This must not take more than {max_size} byte.",
            "This must not take more than {max_size} bytes.",
            "max_size",
        ),
    }

    def to_internal_value(self, data: Any) -> Any:
        """Return the object; raise `ValidationError` if it is none, or too large."""
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            self.fail("not_an_object")
        if len(json.dumps(value)) > MAX_CREDENTIAL_SIZE:
            self.fail("max_size", max_size=MAX_CREDENTIAL_SIZE)
        return value


class TextField(serializers.CharField):
    """Text; REST framework's field would take a number for text."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text; raise `ValidationError` for anything else."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class DeviceTokenField(TextField):
    """The token of a trusted device: text that is taken as it is, or nothing."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            allow_null=True,
            allow_blank=True,
            trim_whitespace=False,
            max_length=MAX_DEVICE_TOKEN_LENGTH,
        )


class TrustField(serializers.BooleanField):
    """A request to trust the device; without a value, or with null, it is none."""

    def __init__(self) -> None:
        super().__init__(required=False)
        self.allow_null = True  # Older releases do not take it as an argument.


def make_trust_fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """Return the fields of a request to trust the device."""
    name = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=MAX_DEVICE_NAME_LENGTH,
    )
    return {"trust_device": TrustField(), "device_name": name}


def find_offered(user: Any, factors: Factors, name: str | None) -> Method | None:
    """Return the method of this name; raise `ValidationError` if it is not offered."""
    if name is None:
        return None
    for method in get_offered(user, factors):
        if method.name == name:
            return method
    raise ValidationError({"method": [_("Not one of your methods.")]})
