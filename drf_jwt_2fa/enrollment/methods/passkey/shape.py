"""The shape of credentials: the JSON of ``PublicKeyCredential.toJSON()``.

WebAuthn L3, 5.1 and 5.8.  Whether they are right is not asked here.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from ....utils import base64url
from .values import AssertionAnswer, RegistrationAnswer

# In characters of base64url: 1023 bytes of an ID (WebAuthn L3, 5.8.3), and more of the
# others than authenticators send.
_MAX_ID = 1364
_MAX_CLIENT_DATA = 8192
_MAX_ATTESTATION_OBJECT = 32768
_MAX_AUTHENTICATOR_DATA = 4096
_MAX_SIGNATURE = 2048
_MAX_USER_HANDLE = 88
_MAX_TYPE = 32
_MAX_TRANSPORTS = 16
_MAX_TRANSPORT = 32

# RFC 4648, 5.  Some clients pad.
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*={0,2}\Z")


class MalformedCredentialError(ValueError):
    """A member of a credential is missing or malformed; the text says which."""


def read_registration(credential: Any) -> RegistrationAnswer:
    """Return the registration; raise `MalformedCredentialError` if it is none."""
    common = _read_common(credential)
    response = _get(credential, "response", dict)
    return RegistrationAnswer(
        **common,
        attestation_object=_decode(
            response, "response.attestationObject", _MAX_ATTESTATION_OBJECT
        ),
        transports=_read_transports(response),
        is_discoverable=find_residence(credential),
    )


def read_assertion(credential: Any) -> AssertionAnswer:
    """Return the assertion; raise `MalformedCredentialError` if it is none."""
    common = _read_common(credential)
    response = _get(credential, "response", dict)
    return AssertionAnswer(
        **common,
        authenticator_data=_decode(
            response, "response.authenticatorData", _MAX_AUTHENTICATOR_DATA
        ),
        signature=_decode(response, "response.signature", _MAX_SIGNATURE),
        user_handle=_find_user_handle(response),
    )


def _read_common(credential: Any) -> dict[str, Any]:
    if not isinstance(credential, Mapping):
        raise MalformedCredentialError("The credential is not an object.")
    response = _get(credential, "response", dict)
    return {
        "id": _decode(credential, "id", _MAX_ID),
        "raw_id": _decode(credential, "rawId", _MAX_ID),
        "type": _read_text(credential, "type", _MAX_TYPE),
        "client_data": _decode(response, "response.clientDataJSON", _MAX_CLIENT_DATA),
    }


def _get(container: Mapping[str, Any], path: str, kind: type) -> Any:
    value = container.get(path.rpartition(".")[2])
    if not isinstance(value, kind):
        what = "an object" if kind is dict else "a string"
        raise MalformedCredentialError(f"{path} is not {what}.")
    return value


def _read_text(container: Mapping[str, Any], path: str, longest: int) -> str:
    text: str = _get(container, path, str)
    if len(text) > longest:
        raise MalformedCredentialError(f"{path} is too long.")
    return text


def _decode(container: Mapping[str, Any], path: str, longest: int) -> bytes:
    text = _read_text(container, path, longest)
    if not _BASE64URL.match(text):
        raise MalformedCredentialError(f"{path} is not base64url.")
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError as error:
        raise MalformedCredentialError(f"{path} is not base64url.") from error


def _find_user_handle(response: Mapping[str, Any]) -> str | None:
    """Return the user handle, `None` for none: authenticators need not store it."""
    if response.get("userHandle") is None:
        return None
    path = "response.userHandle"
    handle = _decode(response, path, _MAX_USER_HANDLE)
    return base64url(handle) or None


def _read_transports(response: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the transports, unknown ones among them (WebAuthn L3, 5.8.4)."""
    transports = response.get("transports")
    if transports is None:
        return ()
    is_list = isinstance(transports, list) and len(transports) <= _MAX_TRANSPORTS
    if not is_list or not all(map(_is_transport, transports)):
        raise MalformedCredentialError("response.transports is not a list of strings.")
    return tuple(transports)


def _is_transport(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > _MAX_TRANSPORT:
        return False
    return value.isprintable()


def find_residence(credential: Mapping[str, Any]) -> bool | None:
    """Return what the extension ``credProps`` says (WebAuthn L3, 10.1.3)."""
    found: Any = credential
    for name in ("clientExtensionResults", "credProps", "rk"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, bool) else None
