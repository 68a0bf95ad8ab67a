"""The fields that several requests share, and their limits."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.serializers import ValidationError

from ..methods import Factors, Method, get_offered

# In characters: more than anybody needs, and few enough to process at no cost.
MAX_TOKEN_LENGTH = 4096
MAX_PASSWORD_LENGTH = 4096
MAX_CODE_LENGTH = 64
# In bytes of JSON.
MAX_CREDENTIAL_SIZE = 65536


class CredentialField(serializers.JSONField):
    """A JSON object, such as what an authenticator gives (WebAuthn L3, 5.1.1)."""

    default_error_messages = {
        "not_an_object": _("This must be a JSON object."),
        "max_size": _("This must not take more than {max_size} bytes."),
    }

    def to_internal_value(self, data: Any) -> Any:
        """Return the object; raise `ValidationError` if it is none, or too large."""
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            self.fail("not_an_object")
        if len(json.dumps(value)) > MAX_CREDENTIAL_SIZE:
            self.fail("max_size", max_size=MAX_CREDENTIAL_SIZE)
        return value


def find_offered(user: Any, factors: Factors, name: str | None) -> Method | None:
    """Return the method of this name; raise `ValidationError` if it is not offered."""
    if name is None:
        return None
    for method in get_offered(user, factors):
        if method.name == name:
            return method
    raise ValidationError({"method": [_("Not one of your methods.")]})
