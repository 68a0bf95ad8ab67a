"""OpenAPI descriptions of the endpoints of passkeys."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from ...schema.bodies import make_answer
from ...schema.extensions import ManagementExtension
from ...schema.operations import (
    CHALLENGE,
    CODE_TOKEN,
    SECONDS,
    STRING,
    Operation,
    describe_operation,
)
from .. import passwordless, serializers
from . import errors
from .bodies import (
    PROOF,
    TIME,
    PasskeySetupSerializer,
    make_changed,
    make_confirmation,
    make_full_body,
    make_nullable,
)
from .deletions import add_body
from .endpoints import (
    ConfirmMethodExtension,
    SetUpMethodExtension,
)
from .operations import describe

_ID = "q1FZ0lL6W2Q"
_UID = "3f0a3c2e-6b0c-4f7e-9a53-6d3c1f2a9b10"
_BOOLEAN = {"type": "boolean"}
_STRINGS = {"type": "array", "items": STRING}
_CREDENTIAL = {
    "id": _ID,
    "rawId": _ID,
    "type": "public-key",
    "response": {"clientDataJSON": "eyJ0eXAi…", "attestationObject": "o2NmbXRk…"},
    "clientExtensionResults": {"credProps": {"rk": True}},
}
_OPTIONS = {
    "challenge": "4Wk1jX0WdJ5W9G5E3mEt0yJwLrJ9k6wV0yCq1v2u3tA",
    "rpId": "example.com",
    "timeout": 300000,
    "userVerification": "required",
}
_PASSKEY_EXAMPLE = {
    "id": _UID,
    "name": "Ann's phone",
    "aaguid": "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
    "created_at": "2030-01-01T12:00:00Z",
    "last_used_at": None,
    "is_discoverable": True,
    "is_backed_up": True,
    "is_synced": True,
    "transports": ["internal", "hybrid"],
}
_SIGNAL_EXAMPLE = {
    "rpId": "example.com",
    "userId": "x3M0…",
    "allAcceptedCredentialIds": [_ID],
    "name": "ann",
    "displayName": "Ann",
}


class PasskeysExtension(ManagementExtension):
    """``passkeys/``."""

    target_class = "drf_jwt_2fa.enrollment.views.Passkeys"

    def describe(self) -> dict[str, Operation]:
        """Describe the list."""
        properties = {
            "passkeys": {"type": "array", "items": _describe_passkey()},
            "signal": make_nullable(_describe_signal()),
        }
        example = {"passkeys": [_PASSKEY_EXAMPLE], "signal": _SIGNAL_EXAMPLE}
        operation = describe(
            "list_passkeys",
            "List the passkeys",
            self.target.__doc__,
            answer=make_answer("TwoFactorPasskeys", properties, example),
            errors_of=errors.OF_LIST,
        )
        return {"get": operation}


class SetUpPasskeyExtension(SetUpMethodExtension):
    """``passkeys/setup/``."""

    target_class = "drf_jwt_2fa.enrollment.views.SetUpPasskey"
    priority = 1
    name = "set_up_passkey"
    summary = "Begin to add a passkey"
    errors_of = errors.OF_PASSKEY_SETUP
    serializer_class = PasskeySetupSerializer

    def describe_answer(self) -> OpenApiResponse:
        """Describe the options for an authenticator."""
        options = {
            **CHALLENGE,
            "description": "The argument of"
            " `PublicKeyCredential.parseCreationOptionsFromJSON`.",
        }
        return make_answer(
            "TwoFactorPasskeySetup", {"challenge": options}, {"challenge": _OPTIONS}
        )


class ConfirmPasskeyExtension(ConfirmMethodExtension):
    """``passkeys/confirm/``."""

    target_class = "drf_jwt_2fa.enrollment.views.ConfirmPasskey"
    priority = 1

    def describe(self) -> dict[str, Operation]:
        """Describe the new passkey, with recovery codes if they are new."""
        operation = describe(
            "confirm_passkey",
            "Add a passkey",
            self.target.__doc__,
            answer=make_confirmation(
                "TwoFactorPasskeyConfirmation",
                {"passkey": _describe_passkey()},
                {"passkey": _PASSKEY_EXAMPLE},
            ),
            errors_of=errors.OF_PASSKEY_CONFIRMATION,
            request=serializers.ConfirmCredentialSerializer,
            requests={"request": {"credential": _CREDENTIAL, "name": "Ann's phone"}},
            field="credential",
        )
        return {"post": operation}


class OnePasskeyExtension(ManagementExtension):
    """``passkeys/<id>/``."""

    target_class = "drf_jwt_2fa.enrollment.views.OnePasskey"

    def describe(self) -> dict[str, Operation]:
        """Describe the renaming and the removal."""
        renaming = describe(
            "rename_passkey",
            "Rename a passkey",
            self.target.patch.__doc__,
            answer=OpenApiResponse(
                _describe_passkey(),
                examples=[OpenApiExample("TwoFactorPasskey", _PASSKEY_EXAMPLE)],
            ),
            errors_of=errors.OF_RENAMING,
            # Not as a partial update, in which no field is required.
            request={
                "application/json": {
                    "type": "object",
                    "properties": {"name": {"type": "string", "maxLength": 64}},
                    "required": ["name"],
                }
            },
            requests={"request": {"name": "Ann's phone"}},
            field="name",
        )
        removal = describe(
            "remove_passkey",
            "Remove a passkey",
            self.target.delete.__doc__,
            answer=make_changed(),
            errors_of=errors.OF_REMOVAL,
        )
        body = serializers.ProofSerializer
        return {"patch": renaming, "delete": add_body(removal, body, PROOF)}


class PasskeyLoginExtension(ManagementExtension):
    """``passkey-login/``."""

    target_class = "drf_jwt_2fa.enrollment.views.BeginPasskeyLogin"

    def describe(self) -> dict[str, Operation]:
        """Describe the code token and the challenge."""
        operation = describe_operation(
            name="begin_passkey_login",
            summary="Begin a login with a passkey and without a password",
            description=self.target.__doc__,
            tag="login",
            answer=make_answer(
                "TwoFactorPasskeyLogin",
                {"token": STRING, "expires_in": SECONDS, "challenge": CHALLENGE},
                {"token": CODE_TOKEN, "expires_in": 300, "challenge": _OPTIONS},
            ),
            errors_of=errors.OF_PASSKEY_LOGIN,
            request=None,
            requests={},
            exclude=passwordless.find_login_method() is None,
        )
        return {"post": operation}


def _describe_passkey() -> Any:
    properties = {
        "id": {"type": "string", "format": "uuid"},
        "name": STRING,
        "aaguid": STRING,
        "created_at": TIME,
        "last_used_at": make_nullable(TIME),
        "is_discoverable": make_nullable(_BOOLEAN),
        "is_backed_up": _BOOLEAN,
        "is_synced": make_nullable(_BOOLEAN),
        "transports": _STRINGS,
    }
    return make_full_body("TwoFactorPasskey", properties)


def _describe_signal() -> dict[str, Any]:
    properties = {
        "rpId": STRING,
        "userId": STRING,
        "allAcceptedCredentialIds": _STRINGS,
        "name": STRING,
        "displayName": STRING,
    }
    return {"type": "object", "properties": properties, "required": list(properties)}
