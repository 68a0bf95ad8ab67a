"""The settings of codes and of the keys that protect them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings

from ..derived_keys import derive_code_extension_secret, derive_code_token_secret_key
from ..descriptors import DerivedSetting, ImportedSetting, Setting
from ..kinds import HASHER, KEYS, Duration, Importable, Key, Text, Whole


class CodeSettings:
    """The code and its lifetime."""

    CODE_LENGTH = Setting(
        7, "Length of the verification code.", Whole(least=1, most=64)
    )
    CODE_CHARACTERS = Setting(
        "0123456789", "Alphabet of the verification code.", Text()
    )
    CODE_EXPIRATION_TIME = Setting(
        timedelta(minutes=5),
        "How long a code token and its code are valid.",
        Duration(least=timedelta(seconds=1), most=timedelta(days=365)),
    )
    CODE_HASHER: Setting[str | type | None] = Setting(
        None,
        "Hasher of the code: its name in `PASSWORD_HASHERS`, its class or its dotted"
        " path; `None`: the first of `PASSWORD_HASHERS`.",
        HASHER,
    )
    # With fewer bytes, `get_code_token_hash` would reach beyond the JWT ID.
    CODE_TOKEN_JTI_BYTES = Setting(
        16, "Bytes of randomness in the JWT ID.", Whole(least=16, most=1024)
    )


class KeySettings:
    """Keys."""

    CODE_TOKEN_SECRET_KEY: DerivedSetting[str | bytes] = DerivedSetting(
        lambda: derive_code_token_secret_key(settings.SECRET_KEY),
        "Key that signs code tokens.",
        Key(),
    )
    CODE_TOKEN_SECRET_KEY_FALLBACKS: Setting[Sequence[str | bytes]] = Setting(
        (), "Earlier signing keys whose code tokens are still accepted.", KEYS
    )
    CODE_EXTENSION_SECRET: DerivedSetting[str | bytes] = DerivedSetting(
        lambda: derive_code_extension_secret(settings.SECRET_KEY),
        "Secret that is appended to a code before it is hashed.",
        Key(),
    )
    TENANT: Setting[Callable[[], str] | None] = ImportedSetting(
        None,
        "Callable `()` that returns the name of the current tenant, or its dotted path:"
        " tenants share no tokens and no limits; `None`: there are no tenants.",
        Importable(optional=True),
    )
