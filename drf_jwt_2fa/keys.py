"""Every key of the package, by purpose, from ``SECRET_KEY`` and its fallbacks."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.encoding import force_bytes

from .settings import api_settings
from .settings.derived_keys import (
    derive_code_extension_secret,
    derive_code_token_secret_key,
    derive_key,
    is_key,
)
from .utils import unpadded_base64


@dataclass(frozen=True)
class CodeTokenKeys:
    """The keys of one generation of code tokens; never shown in a `repr`."""

    signing_key: str | bytes = field(repr=False)
    extension_secret: str = field(repr=False)

    @property
    def space(self) -> str:
        """The part of cache keys that tells our entries from those of other sites.

        Sites that share a cache server must not count each other's attempts.
        """
        return derive_key("cache", self.signing_key)[:16]


def get_secret_keys() -> list[bytes]:
    """Return ``SECRET_KEY`` and the keys of ``SECRET_KEY_FALLBACKS``, as bytes.

    A fallback that is not a key is left out; the check E021 reports it.  Raise
    `ImproperlyConfigured` if ``SECRET_KEY`` itself is not a key.
    """
    _require_secret_key()
    return [force_bytes(settings.SECRET_KEY), *map(force_bytes, get_fallbacks())]


def get_fallbacks() -> list[str | bytes]:
    """Return the keys of ``SECRET_KEY_FALLBACKS``, without values that are not keys."""
    return _only_keys(getattr(settings, "SECRET_KEY_FALLBACKS", ()))


def current_keys() -> CodeTokenKeys:
    """Return the keys that new code tokens are made with.

    Raise `ImproperlyConfigured` if an explicit one, or ``SECRET_KEY``, is not a key.
    """
    return _of_this_tenant(
        _require("CODE_TOKEN_SECRET_KEY"), _require("CODE_EXTENSION_SECRET")
    )


def all_keys() -> list[CodeTokenKeys]:
    """Return the keys of all code tokens that are still accepted, current first.

    A signing key that is derived from ``SECRET_KEY`` has a predecessor for each of
    ``SECRET_KEY_FALLBACKS``, with the extension secret of that same generation.  The
    predecessors of an explicit one are in ``CODE_TOKEN_SECRET_KEY_FALLBACKS``; they
    share the current extension secret.
    """
    keys = [current_keys()]
    if "CODE_TOKEN_SECRET_KEY" not in api_settings.user_settings:
        keys += map(_derive_keys, get_fallbacks())
    explicit = _only_keys(api_settings.CODE_TOKEN_SECRET_KEY_FALLBACKS)
    secret = api_settings.CODE_EXTENSION_SECRET
    return keys + [_of_this_tenant(signing_key, secret) for signing_key in explicit]


def get_extension_secrets() -> list[str]:
    """Return the extension secrets of all accepted code tokens, current first."""
    return list(dict.fromkeys(keys.extension_secret for keys in all_keys()))


def derive_keys(purpose: str) -> list[str]:
    """Return the keys for this purpose, one for each of `get_secret_keys`."""
    tenant = _get_tenant()
    return [_bind(derive_key(purpose, key), tenant) for key in get_secret_keys()]


def derive_stored_keys(purpose: str) -> list[str]:
    """Return the keys for what is in tables, one for each of `get_secret_keys`.

    They are those of all tenants: a row outlives the name of its tenant.
    """
    return [derive_key(purpose, key) for key in get_secret_keys()]


def derive_fernet_keys(purpose: str) -> list[bytes]:
    """Return the keys for this purpose as Fernet takes them."""
    return [
        base64.urlsafe_b64encode(base64.b64decode(f"{key}="))
        for key in derive_keys(purpose)
    ]


def _only_keys(values: Any) -> list[str | bytes]:
    # A string is not a list of keys: each of its letters would be one.
    if not isinstance(values, (list, tuple, set, frozenset)):
        return []
    return [value for value in values if is_key(value)]


def _require_secret_key() -> None:
    if not is_key(settings.SECRET_KEY):
        raise ImproperlyConfigured("SECRET_KEY is not a key.")


def _require(name: str) -> str | bytes:
    if name not in api_settings.user_settings:
        _require_secret_key()
    value = getattr(api_settings, name)
    if not is_key(value):
        raise ImproperlyConfigured(f"JWT2FA_AUTH[{name!r}] is not a key.")
    key: str | bytes = value
    return key


def _derive_keys(secret_key: str | bytes) -> CodeTokenKeys:
    explicit_secret = api_settings.user_settings.get("CODE_EXTENSION_SECRET")
    return _of_this_tenant(
        derive_code_token_secret_key(secret_key),
        explicit_secret or derive_code_extension_secret(secret_key),
    )


def _of_this_tenant(
    signing_key: str | bytes, extension_secret: str | bytes
) -> CodeTokenKeys:
    tenant = _get_tenant()
    return CodeTokenKeys(
        _bind(signing_key, tenant), _bind(_as_text(extension_secret), tenant)
    )


def _get_tenant() -> str | None:
    """Return the name of the current tenant, `None` where there are no tenants.

    A missing name must not count as a tenant: all requests without one would share it.
    """
    if api_settings.TENANT is None:
        return None
    name = api_settings.TENANT()
    if not name:
        raise ImproperlyConfigured("JWT2FA_AUTH['TENANT'] names no tenant.")
    return str(name)


def _bind(key: Any, tenant: str | None) -> Any:
    """Return the key of this tenant, which no other tenant has."""
    return key if tenant is None else _derive_of_tenant(key, tenant)


@lru_cache(maxsize=256)
def _derive_of_tenant(key: str | bytes, tenant: str) -> str:
    message = f"2fa-tenant-{tenant}".encode("utf-8", "surrogatepass")
    return unpadded_base64(hmac.digest(force_bytes(key), message, "sha256"))


def _as_text(secret: str | bytes) -> str:
    """Return the secret as text: it is appended to a code."""
    if isinstance(secret, str):
        return secret
    try:
        return secret.decode()
    except UnicodeDecodeError:
        return unpadded_base64(secret)
