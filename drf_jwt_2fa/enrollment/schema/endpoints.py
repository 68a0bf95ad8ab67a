"""OpenAPI descriptions of the enrolment endpoints and of subclasses of their views."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from ...schema.bodies import make_answer, make_body_class
from ...schema.extensions import ManagementExtension
from ...schema.login_answers import make_tokens_answer
from ...schema.operations import (
    STRING,
    Operation,
)
from ...serializers.answers import take_credentials
from .. import serializers
from ..methods.recovery_code.method import CODES_LEFT
from . import errors
from .bodies import (
    CODES,
    CODES_EXAMPLE,
    PROOF,
    SECRET,
    SetupSerializer,
    make_changed,
    make_confirmation,
    make_overview,
)
from .deletions import add_body
from .operations import describe


class SetUpMethodExtension(ManagementExtension):
    """``methods/<name>/setup/``."""

    target_class = "drf_jwt_2fa.enrollment.views.SetUpMethod"
    name = "set_up_method"
    summary = "Begin to set a method up"
    errors_of = errors.OF_SETUP
    serializer_class: type[Any] = SetupSerializer

    def describe(self) -> dict[str, Operation]:
        """Describe the request, whose fields depend on what is enrolled."""
        operation = describe(
            self.name,
            self.summary,
            self.target.__doc__,
            answer=self.describe_answer(),
            errors_of=self.errors_of,
            requests={"first enrolment": {}, "another": PROOF},
            request=self.serializer_class,
        )
        return {"post": operation}

    def describe_answer(self) -> OpenApiResponse:
        """Describe the setup, whose content depends on the method."""
        body = make_body_class(
            "TwoFactorSetup", {"type": "object", "additionalProperties": True}
        )
        examples = [OpenApiExample("TwoFactorSetup", {"secret": SECRET})]
        return OpenApiResponse(body, examples=examples)


class SetUpTotpExtension(SetUpMethodExtension):
    """``totp/setup/``."""

    target_class = "drf_jwt_2fa.enrollment.views.SetUpTotp"
    priority = 1
    name = "set_up_totp"
    summary = "Begin to set an authenticator app up"
    errors_of = errors.OF_SETUP

    def describe_answer(self) -> OpenApiResponse:
        """Describe the secret, in its three forms."""
        answer = {
            "secret": SECRET,
            "provisioning_uri": f"otpauth://totp/Example:ann?secret={SECRET}"
            "&issuer=Example&algorithm=SHA1&digits=6&period=30",
            "qr_code": "data:image/svg+xml;charset=utf-8,%3Csvg…",
        }
        return make_answer("TwoFactorAppSetup", dict.fromkeys(answer, STRING), answer)


class ConfirmMethodExtension(ManagementExtension):
    """``methods/<name>/confirm/``."""

    target_class = "drf_jwt_2fa.enrollment.views.ConfirmMethod"
    name = "confirm_method"
    summary = "Confirm a method with an answer by it"
    errors_of = errors.OF_CONFIRMATION

    def describe(self) -> dict[str, Operation]:
        """Describe the answer, with recovery codes if they are new."""
        operation = describe(
            self.name,
            self.summary,
            self.target.__doc__,
            answer=self.describe_answer(),
            errors_of=self.errors_of,
            request=self.describe_request(),
            requests={"request": {"code": "471100"}},
            field="code",
        )
        return {"post": operation}

    def describe_request(self) -> Any:
        """Describe the answer of the user, whose form depends on the method."""
        with_code = serializers.ConfirmSerializer
        if not take_credentials():
            return with_code
        alternatives = [with_code, serializers.ConfirmCredentialSerializer]
        return make_body_class("ConfirmMethod", {"oneOf": alternatives})

    def describe_answer(self) -> OpenApiResponse:
        """Describe the tokens; a method may show what it has kept, beside them."""
        return make_confirmation("TwoFactorMethodConfirmation", is_open=True)


class ConfirmTotpExtension(ConfirmMethodExtension):
    """``totp/confirm/``."""

    target_class = "drf_jwt_2fa.enrollment.views.ConfirmTotp"
    priority = 1
    name = "confirm_totp"
    summary = "Confirm an authenticator app with a code"
    errors_of = errors.OF_CONFIRMATION

    def describe_request(self) -> Any:
        """Describe the code."""
        return serializers.ConfirmSerializer

    def describe_answer(self) -> OpenApiResponse:
        """Describe the tokens."""
        return make_confirmation("TwoFactorConfirmation")


class RemoveMethodExtension(ManagementExtension):
    """``methods/<name>/``."""

    target_class = "drf_jwt_2fa.enrollment.views.RemoveMethod"
    name = "remove_method"
    summary = "Remove a method"
    errors_of = errors.OF_REMOVAL

    def describe(self) -> dict[str, Operation]:
        """Describe the removal."""
        operation = describe(
            self.name,
            self.summary,
            self.target.__doc__,
            answer=make_changed(),
            errors_of=self.errors_of,
        )
        return {"delete": add_body(operation, serializers.ProofSerializer, PROOF)}


class RemoveTotpExtension(RemoveMethodExtension):
    """``totp/``."""

    target_class = "drf_jwt_2fa.enrollment.views.RemoveTotp"
    priority = 1
    name = "remove_totp"
    summary = "Remove the authenticator app"
    errors_of = errors.OF_REMOVAL


class RecoveryCodesExtension(ManagementExtension):
    """``recovery-codes/``."""

    target_class = "drf_jwt_2fa.enrollment.views.RecoveryCodes"

    def describe(self) -> dict[str, Operation]:
        """Describe the count, and the new codes."""
        left = {"recovery_codes_left": 10}
        count = describe(
            "count_recovery_codes",
            "Count the recovery codes that are left",
            self.target.get.__doc__,
            answer=make_answer(
                "TwoFactorRecoveryCodesLeft", {"recovery_codes_left": CODES_LEFT}, left
            ),
            errors_of=errors.OF_LOOK,
        )
        new_codes = describe(
            "make_recovery_codes",
            "Make ten new recovery codes; earlier ones are void",
            self.target.__doc__,
            answer=make_tokens_answer(
                "TwoFactorRecoveryCodes",
                {"recovery_codes": CODES},
                {"recovery_codes": CODES_EXAMPLE},
            ),
            errors_of=errors.OF_CHANGE,
            requests={"request": PROOF},
        )
        return {"get": count, "post": new_codes}


class SecondFactorMethodExtension(ManagementExtension):
    """``2fa-method/``."""

    target_class = "drf_jwt_2fa.enrollment.views.SecondFactorMethod"

    def describe(self) -> dict[str, Operation]:
        """Describe what is enrolled, and the preference."""
        overview = describe(
            "list_enrolled_methods",
            "List the enrolled methods",
            self.target.get.__doc__,
            answer=make_overview(),
            errors_of=errors.OF_LOOK,
        )
        preference = describe(
            "prefer_method",
            "Prefer another method",
            self.target.__doc__,
            answer=make_tokens_answer(
                "TwoFactorPreference", {"preferred": STRING}, {"preferred": "totp"}
            ),
            errors_of=errors.OF_CHANGE,
            requests={"request": {"method": "totp", **PROOF}},
        )
        return {"get": overview, "post": preference}
