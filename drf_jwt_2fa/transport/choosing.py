"""Choose how the tokens of a request and of its answer travel."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import ChoiceField

from ..settings import api_settings

# No form, image or script of another site can send it without being asked first: it is
# no CORS-safelisted request-header (Fetch standard, 2.2.2).
HEADER = "X-Token-Transport"
BODY, COOKIE = "body", "cookie"
# With the access token in a cookie, too: projects decide that, and clients cannot ask.
COOKIES = "cookies"
_WISHES = (BODY, COOKIE)
_CHOICES = (BODY, COOKIE, COOKIES)


def choose(request: Request) -> str:
    """Return what the project allows, if the client asks for cookies, else `BODY`.

    Raise `ValidationError` for a wish that is unknown: a client that misspells it must
    not get a refresh token where a script can read it.
    """
    wish = request.META.get(f"HTTP_{HEADER.upper().replace('-', '_')}")
    allowed = BODY if wish is None else find_allowed(request)
    if allowed == BODY:
        return BODY
    if wish not in _WISHES:
        field = ChoiceField(choices=_WISHES)
        message = field.error_messages["invalid_choice"].format(input=wish)
        raise ValidationError({HEADER: [message]})
    return allowed if wish == COOKIE else BODY


def find_allowed(request: Request) -> str:
    """Return what the project allows for this request."""
    allowed = api_settings.TOKEN_TRANSPORT
    if callable(allowed):
        allowed = allowed(request)
    if allowed not in _CHOICES:
        message = (
            f"JWT2FA_AUTH['TOKEN_TRANSPORT'] is {allowed!r}, not one of {_CHOICES}."
        )
        raise ImproperlyConfigured(message)
    return allowed
