"""Checks of the settings of passkeys."""

from __future__ import annotations

import importlib.util
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.checks import CheckMessage
from django.urls import reverse

from ...checks.findings import error, find_methods, read, warning
from ...methods import is_default
from ..store.passkeys import PASSKEY

_PATH = "drf_jwt_2fa.enrollment.methods.PasskeyMethod"
# ES, EdDSA and RS, as far as the package of the extra can verify them.
_ALGORITHMS = {-7, -8, -35, -36, -53, -257}
# A label of a host name (RFC 1123, 2.1), in lower case; not a number alone at the end.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}\Z")
_LOCAL = "localhost"
# The SHA-256 of the certificate that signs an app, in base64url.
_APK_KEY_HASH = re.compile(r"android:apk-key-hash:[A-Za-z0-9_-]{43}\Z")
_COLONS = re.compile(r"android:apk-key-hash:(?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}\Z")


def check_package(**kwargs: Any) -> list[CheckMessage]:
    """Report that the package of the extra is not installed (E028)."""
    values = read("METHODS")
    if values is None or _PATH not in values[0]:
        return []
    if importlib.util.find_spec("fido2") is not None:
        return []
    hint = "Install drf-jwt-2fa[passkeys]."
    return [error(28, "The method passkey needs the package fido2.", hint)]


def check_domain(**kwargs: Any) -> list[CheckMessage]:
    """Report a `PASSKEY_RP_ID` that is missing, or is no domain (E029)."""
    values = read("PASSKEY_RP_ID")
    if values is None or not _is_in_use():
        return []
    rp_id = values[0]
    hint = (
        "Set JWT2FA_AUTH['PASSKEY_RP_ID'] to the domain of the site, such as"
        " 'example.com': lower case, without scheme, port or path; or to 'localhost'."
    )
    if rp_id is None:
        message = "The method passkey is configured, and PASSKEY_RP_ID is not set."
        return [error(29, message, hint)]
    if _is_domain(str(rp_id)):
        return []
    return [error(29, "PASSKEY_RP_ID is not a domain.", hint)]


def check_origins(**kwargs: Any) -> list[CheckMessage]:
    """Report origins that no client sends (E030)."""
    values = read("PASSKEY_ORIGINS", "PASSKEY_TOP_ORIGINS")
    if values is None or not _is_in_use():
        return []
    origins, top_origins = values
    found: list[CheckMessage] = [
        error(30, f"PASSKEY_ORIGINS has {one!r}.", _explain_origin(one))
        for one in origins or ()
        if not (_is_web_origin(one) or _is_app_origin(one))
    ]
    if origins is not None and not origins:
        hint = "List the origins of your pages, or set it to None."
        found.append(error(30, "PASSKEY_ORIGINS is empty.", hint))
    return found + [
        error(30, f"PASSKEY_TOP_ORIGINS has {one!r}.", _explain_origin(one))
        for one in top_origins
        if not _is_web_origin(one)
    ]


def check_login(**kwargs: Any) -> list[CheckMessage]:
    """Report logins by passkey alone that cannot work (E031)."""
    values = read("PASSKEY_LOGIN", "AUTH_CLAIMS")
    if values is None or not values[0]:
        return []
    if find_methods() is not None and not _is_in_use():
        hint = f"Add {_PATH!r} to JWT2FA_AUTH['METHODS']."
        message = "PASSKEY_LOGIN is on, and METHODS has no passkeys."
        return [error(31, message, hint)]
    if values[1]:
        return []
    hint = "Set JWT2FA_AUTH['AUTH_CLAIMS'] to True: tokens must show how users log in."
    return [error(31, "PASSKEY_LOGIN is on, and AUTH_CLAIMS is off.", hint)]


def check_algorithms(**kwargs: Any) -> list[CheckMessage]:
    """Report algorithms that cannot be verified (E032)."""
    values = read("PASSKEY_ALGORITHMS")
    if values is None or not _is_in_use():
        return []
    wrong = [one for one in values[0] if one not in _ALGORITHMS]
    if values[0] and not wrong:
        return []
    hint = "Choose among -7 (ES256), -8 (EdDSA), -257 (RS256), -35, -36 and -53."
    problem = f"has {wrong[0]!r}" if wrong else "is empty"
    return [error(32, f"PASSKEY_ALGORITHMS {problem}.", hint)]


def check_related_origins(**kwargs: Any) -> list[CheckMessage]:
    """Report pages on other domains that no browser knows to be related (W014)."""
    values = read("PASSKEY_RP_ID", "PASSKEY_ORIGINS")
    if values is None or not _is_in_use() or values[0] is None:
        return []
    rp_id, origins = str(values[0]), values[1] or ()
    foreign = [
        one for one in origins if _is_web_origin(one) and not _is_below(one, rp_id)
    ]
    if not foreign or _publishes_origins():
        return []
    message = f"{foreign[0]!r} in PASSKEY_ORIGINS is not within PASSKEY_RP_ID."
    hint = (
        "Correct it, or include drf_jwt_2fa.enrollment.well_known_urls at the root of"
        " the domain, so that browsers find the related origins."
    )
    return [warning(14, message, hint)]


def check_local_origins(**kwargs: Any) -> list[CheckMessage]:
    """Report origins of developers' machines in production (W110)."""
    values = read("PASSKEY_RP_ID", "PASSKEY_ORIGINS")
    if values is None or not _is_in_use() or django_settings.DEBUG:
        return []
    is_local = values[0] == _LOCAL or any(
        one.startswith("http:") for one in values[1] or () if isinstance(one, str)
    )
    message = "Passkeys may be used on http://localhost."
    hint = "List the https origins of the site alone in JWT2FA_AUTH['PASSKEY_ORIGINS']."
    return [warning(110, message, hint)] if is_local else []


def _is_in_use() -> bool:
    methods = find_methods()
    return methods is not None and not is_default() and PASSKEY in methods


def _is_domain(text: str) -> bool:
    return text == _LOCAL or bool(_DOMAIN.match(text))


def _is_web_origin(origin: Any) -> bool:
    """Return whether this is an origin as browsers serialize it (HTML, 7.1.1)."""
    if not isinstance(origin, str):
        return False
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    default = {"https": 443, "http": 80}.get(parts.scheme)
    spelled = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and host == _LOCAL)
    return origin == spelled and is_secure and _is_domain(host) and port != default


def _is_app_origin(origin: Any) -> bool:
    return isinstance(origin, str) and bool(_APK_KEY_HASH.match(origin))


def _is_below(origin: str, rp_id: str) -> bool:
    host = urlsplit(origin).hostname or ""
    return host == rp_id or host.endswith(f".{rp_id}")


def _explain_origin(origin: Any) -> str:
    if isinstance(origin, str) and _COLONS.match(origin):
        return (
            "This is the fingerprint in hexadecimal. Clients send the same 32 bytes in"
            " base64url, which are 43 characters."
        )
    return (
        "Write 'https://host' or 'https://host:port', in lower case and without a path"
        " or a slash at the end; 'http://' for localhost only; for an Android app"
        " 'android:apk-key-hash:' and 43 characters of base64url."
    )


def _publishes_origins() -> bool:
    try:
        return bool(reverse("webauthn-related-origins"))
    except Exception:
        # There is no such route, or Django's own checks report a broken URLconf.
        return False


CHECKS = (
    check_package,
    check_domain,
    check_origins,
    check_login,
    check_algorithms,
    check_related_origins,
)
DEPLOYMENT_CHECKS = (check_local_origins,)
