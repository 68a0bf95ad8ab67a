"""The limits of fields, and the method's name, which several steps share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.serializers import ValidationError

from ..methods import Factors, Method, get_offered

# In characters: more than anybody needs, and few enough to process at no cost.
MAX_TOKEN_LENGTH = 4096
MAX_PASSWORD_LENGTH = 4096
MAX_CODE_LENGTH = 64


def find_offered(user: Any, factors: Factors, name: str | None) -> Method | None:
    """Return the method of this name; raise `ValidationError` if it is not offered."""
    if name is None:
        return None
    for method in get_offered(user, factors):
        if method.name == name:
            return method
    raise ValidationError({"method": [_("Not one of your methods.")]})
