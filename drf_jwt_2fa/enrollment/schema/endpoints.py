"""OpenAPI descriptions of the enrolment endpoints and of subclasses of their views."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.utils import OpenApiResponse, extend_schema_view
from rest_framework.views import APIView

from ...schema.operations import (
    STRING,
    Operation,
    describe_operation,
    has_own_schema,
    make_answer,
)
from ..serializers import ProofSerializer
from . import errors
from .bodies import (
    CODES,
    CODES_EXAMPLE,
    LEFT,
    PROOF,
    SECRET,
    SetupSerializer,
    make_answer_with_tokens,
    make_overview,
)
from .deletions import add_body


class ManagementExtension(OpenApiViewExtension):
    """The base of the extensions below."""

    match_subclasses = True

    def view_replacement(self) -> type[APIView]:
        """Return the view, with schemas for the methods that have none of their own."""
        name = self.target.__name__
        described: type[APIView] = type(name, (self.target,), {})
        operations = {
            method: operation
            for method, operation in self.describe().items()
            if not has_own_schema(self.target, method)
        }
        return extend_schema_view(**operations)(described)

    @abstractmethod
    def describe(self) -> dict[str, Operation]:
        """Return what describes each method of the view."""


class SetUpMethodExtension(ManagementExtension):
    """``methods/<name>/setup/``."""

    target_class = "drf_jwt_2fa.enrollment.views.SetUpMethod"
    summary = "Begin to set a method up"
    errors_of = errors.OF_SETUP
    serializer_class: type[Any] = SetupSerializer

    def describe(self) -> dict[str, Operation]:
        """Describe the request, whose fields depend on what is enrolled."""
        operation = describe(
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
        return make_answer({}, {"secret": SECRET})


class SetUpTotpExtension(SetUpMethodExtension):
    """``totp/setup/``."""

    target_class = "drf_jwt_2fa.enrollment.views.SetUpTotp"
    priority = 1
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
        return make_answer(dict.fromkeys(answer, STRING), answer)


class ConfirmMethodExtension(ManagementExtension):
    """``methods/<name>/confirm/``."""

    target_class = "drf_jwt_2fa.enrollment.views.ConfirmMethod"
    summary = "Confirm a method with an answer by it"
    errors_of = errors.OF_CONFIRMATION

    def describe(self) -> dict[str, Operation]:
        """Describe the answer, with recovery codes if they are new."""
        operation = describe(
            self.summary,
            self.target.__doc__,
            answer=make_answer_with_tokens(
                {"recovery_codes": CODES},
                {"recovery_codes": CODES_EXAMPLE},
                optional=["recovery_codes"],
            ),
            errors_of=self.errors_of,
            requests={"request": {"code": "471100"}},
            field="code",
        )
        return {"post": operation}


class ConfirmTotpExtension(ConfirmMethodExtension):
    """``totp/confirm/``."""

    target_class = "drf_jwt_2fa.enrollment.views.ConfirmTotp"
    priority = 1
    summary = "Confirm an authenticator app with a code"
    errors_of = errors.OF_CONFIRMATION


class RemoveMethodExtension(ManagementExtension):
    """``methods/<name>/``."""

    target_class = "drf_jwt_2fa.enrollment.views.RemoveMethod"
    summary = "Remove a method"
    errors_of = errors.OF_REMOVAL

    def describe(self) -> dict[str, Operation]:
        """Describe the removal."""
        operation = describe(
            self.summary,
            self.target.__doc__,
            answer=make_answer_with_tokens(),
            errors_of=self.errors_of,
        )
        return {"delete": add_body(operation, ProofSerializer, PROOF)}


class RemoveTotpExtension(RemoveMethodExtension):
    """``totp/``."""

    target_class = "drf_jwt_2fa.enrollment.views.RemoveTotp"
    priority = 1
    summary = "Remove the authenticator app"
    errors_of = errors.OF_REMOVAL


class RecoveryCodesExtension(ManagementExtension):
    """``recovery-codes/``."""

    target_class = "drf_jwt_2fa.enrollment.views.RecoveryCodes"

    def describe(self) -> dict[str, Operation]:
        """Describe the count, and the new codes."""
        left = {"recovery_codes_left": 10}
        count = describe(
            "Count the recovery codes that are left",
            self.target.get.__doc__,
            answer=make_answer({"recovery_codes_left": LEFT}, left),
            errors_of=errors.OF_LOOK,
        )
        new_codes = describe(
            "Make ten new recovery codes; earlier ones are void",
            self.target.__doc__,
            answer=make_answer_with_tokens(
                {"recovery_codes": CODES}, {"recovery_codes": CODES_EXAMPLE}
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
            "List the enrolled methods",
            self.target.get.__doc__,
            answer=make_overview(),
            errors_of=errors.OF_LOOK,
        )
        preference = describe(
            "Prefer another method",
            self.target.__doc__,
            answer=make_answer_with_tokens(
                {"preferred": STRING}, {"preferred": "totp"}
            ),
            errors_of=errors.OF_CHANGE,
            requests={"request": {"method": "totp", **PROOF}},
        )
        return {"get": overview, "post": preference}


def describe(
    summary: str,
    description: str | None,
    requests: Mapping[str, Mapping[str, Any]] | None = None,
    **more: Any,
) -> Operation:
    """Return what describes a method of a view of the app."""
    return describe_operation(
        summary=summary,
        description=description,
        tag="second factors",
        requests=requests or {},
        **more,
    )
