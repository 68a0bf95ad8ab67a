"""Settings of passkeys (WebAuthn Level 3)."""

from __future__ import annotations

from collections.abc import Sequence

from ..descriptors import Setting
from ..kinds import (
    OPTIONAL_STRINGS,
    OPTIONAL_TEXT,
    STRINGS,
    SWITCH,
    WHOLES,
    Rate,
    Whole,
)


class PasskeySettings:
    """Passkeys."""

    PASSKEY_RP_ID = Setting[str | None](
        None,
        "The domain that passkeys are for, such as `example.com`: no scheme, no port."
        " Required with the method `passkey`. Passkeys are lost if it changes.",
        OPTIONAL_TEXT,
    )
    PASSKEY_RP_NAME = Setting[str | None](
        None,
        "The name of the site that clients show. `None`: the domain.",
        OPTIONAL_TEXT,
    )
    PASSKEY_ORIGINS = Setting[Sequence[str] | None](
        None,
        "The origins of pages and apps that may use passkeys, spelled exactly:"
        " `https://host[:port]`, `http://localhost[:port]`,"
        " `android:apk-key-hash:...`. `None`: `https://` and the domain.",
        OPTIONAL_STRINGS,
    )
    PASSKEY_TOP_ORIGINS = Setting[Sequence[str]](
        (),
        "The origins of pages that may embed those pages in a frame and use passkeys"
        " there. Empty: none may.",
        STRINGS,
    )
    PASSKEY_ALGORITHMS = Setting[Sequence[int]](
        (-7, -8, -257),
        "The COSE algorithms of new passkeys, the best one first: ES256, EdDSA, RS256.",
        WHOLES,
    )
    PASSKEY_LOGIN = Setting(
        False,
        "Allow logins with a passkey and no password: `passkey-login/`.",
        SWITCH,
    )
    PASSKEY_LOGIN_THROTTLE_RATE = Setting[str | None](
        "120/h",
        "How often an address may begin such a login. A page with autofill does so"
        " each time it is shown.",
        Rate(),
    )
    MAX_PASSKEYS_PER_USER = Setting(
        20, "The number of passkeys that a user may have.", Whole(least=1)
    )
    PASSKEY_ENROLL_URL = Setting[str | None](
        None,
        "The page where users add a passkey, for `/.well-known/passkey-endpoints`.",
        OPTIONAL_TEXT,
    )
    PASSKEY_MANAGE_URL = Setting[str | None](
        None,
        "The page where users manage their passkeys, for the same.",
        OPTIONAL_TEXT,
    )
