"""Documents about passkeys at well-known addresses (RFC 8615)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from ...methods import get_methods
from ...settings import api_settings
from ..methods.passkey.relying_party import get_origins
from ..store.passkeys import PASSKEY

# In seconds.
_MAX_AGE = 600


@require_safe
def related_origins(request: HttpRequest) -> JsonResponse:
    """Return the origins of pages that may use the passkeys (WebAuthn L3, 5.11)."""
    _check_in_use()
    web = [one for one in get_origins() if one.startswith("https://")]
    return _publish({"origins": web})


@require_safe
def passkey_endpoints(request: HttpRequest) -> JsonResponse:
    """Return the pages where users add and manage passkeys, for password managers.

    The format is that of "A Well-Known URL for Passkey Endpoints" of the W3C.
    """
    _check_in_use()
    pages = {
        "enroll": api_settings.PASSKEY_ENROLL_URL,
        "manage": api_settings.PASSKEY_MANAGE_URL,
    }
    return _publish({name: str(url) for name, url in pages.items() if url})


def _check_in_use() -> None:
    if PASSKEY not in get_methods():
        raise Http404


def _publish(document: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(document)
    patch_cache_control(response, public=True, max_age=_MAX_AGE)
    return response
