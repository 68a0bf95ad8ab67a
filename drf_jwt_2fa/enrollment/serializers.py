"""The shape of the requests and answers of the enrolment endpoints."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rest_framework import serializers

from .. import login_events
from ..completion import complete_by_enrollment
from ..enrollment_tokens import EnrollmentToken
from ..exceptions import MethodFailedError
from ..methods import (
    CannotBeEnrolledError,
    Factors,
    MethodUnavailableError,
    NoPendingEnrollmentError,
    WrongAnswerError,
)
from ..token_manager import CodeTokenManager
from . import accounts, proofs
from .authenticator_app import TotpMethod
from .exceptions import (
    IncorrectConfirmationError,
    IncorrectProofError,
    NotEnrolledError,
    NothingToConfirmError,
)
from .recovery_codes import RecoveryCodeMethod

_MAX_TOKEN_LENGTH = 4096
_MAX_CODE_LENGTH = 64


class SecretSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """What all of them have in common."""

    def __repr__(self) -> str:
        # REST framework's shows the data that the serializer was given.
        return f"<{type(self).__name__}>"

    @property
    def _request(self) -> Any:
        return self.context["request"]

    @property
    def _factors(self) -> Factors:
        # Read once for a request: what is asked of a user is what is then looked at.
        factors: Factors = self.context["view"].factors
        return factors


class ProofSerializer(SecretSerializer):
    """A change, with the code token and the code of a step-up that it uses up."""

    token_manager_class = CodeTokenManager

    code_token = serializers.CharField(max_length=_MAX_TOKEN_LENGTH)
    code = serializers.CharField(trim_whitespace=False, max_length=_MAX_CODE_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return what the change yields, with new tokens."""
        self._check(attrs)
        method = proofs.check_proof(self._request, attrs["code_token"], attrs["code"])
        answer = self._change(attrs)
        return {**answer, **proofs.renew_tokens(self._request.user, method)}

    def _check(self, attrs: dict[str, Any]) -> None:
        """Raise if there is nothing to change: that should cost no proof."""

    @abstractmethod
    def _change(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Make the change, and return what the answer tells of it."""


class FirstSetupSerializer(SecretSerializer):
    """Beginning to enrol an app, for a user who has enrolled nothing.

    What proves another enrolment has to have its form, and is not looked at.
    """

    code_token = serializers.CharField(
        required=False, allow_blank=True, max_length=_MAX_TOKEN_LENGTH
    )
    code = serializers.CharField(
        required=False, allow_blank=True, max_length=_MAX_CODE_LENGTH
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the secret for the app, in its three forms.

        Raise `IncorrectProofError` if something was enrolled in the meantime.
        """
        if self._factors.enrolled:
            raise IncorrectProofError
        # What is enrolled from now on makes it another login.
        login = proofs.get_login(self._request, self._factors)
        return TotpMethod().begin_enrollment(self._request.user, login)


class SetupSerializer(ProofSerializer):
    """Beginning to enrol an app beside or in place of what is enrolled."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the secret for the app, in its three forms.

        Nothing is changed yet, so the tokens stay as they are.
        """
        login = proofs.get_login(self._request, self._factors)
        proofs.check_proof(self._request, attrs["code_token"], attrs["code"])
        return TotpMethod().begin_enrollment(self._request.user, login)


class ConfirmSerializer(SecretSerializer):
    """Enrolling the app, with a code of it."""

    code = serializers.CharField(trim_whitespace=False, max_length=_MAX_CODE_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the recovery codes, if there are new ones, and new tokens."""
        request = self._request
        login = proofs.get_login(request, self._factors)
        try:
            answer = TotpMethod().finish_enrollment(request.user, login, attrs["code"])
        except WrongAnswerError as error:
            raise IncorrectConfirmationError from error
        except NoPendingEnrollmentError as error:
            raise NothingToConfirmError from error
        except MethodUnavailableError as error:
            raise MethodFailedError from error
        tokens = proofs.renew_tokens(request.user, TotpMethod())
        if isinstance(request.auth, EnrollmentToken):
            # It is only now that the login is complete.
            complete_by_enrollment(request.user, self._factors, request)
        login_events.report_second_factor(request.user, request)
        return {**answer, **tokens}


class RemovalSerializer(ProofSerializer):
    """Removing the app."""

    def _check(self, attrs: dict[str, Any]) -> None:
        if self._factors.find(TotpMethod.name) is None:
            raise NotEnrolledError

    def _change(self, attrs: dict[str, Any]) -> dict[str, Any]:
        TotpMethod().remove(self._request.user)
        return {}


class RecoveryCodesSerializer(ProofSerializer):
    """Making new recovery codes."""

    def _check(self, attrs: dict[str, Any]) -> None:
        if not self._factors.enrolled:
            raise NotEnrolledError

    def _change(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            codes = RecoveryCodeMethod().make_codes(self._request.user)
        except CannotBeEnrolledError as error:  # Removed in the meantime.
            raise NotEnrolledError from error
        return {"recovery_codes": codes}


class PreferenceSerializer(ProofSerializer):
    """Preferring one of the enrolled methods."""

    method = serializers.CharField(max_length=_MAX_CODE_LENGTH)

    def _check(self, attrs: dict[str, Any]) -> None:
        if not accounts.can_be_preferred(self._factors, attrs["method"]):
            raise NotEnrolledError

    def _change(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            accounts.prefer(self._request.user, attrs["method"])
        except accounts.CannotBePreferredError as error:  # The same.
            raise NotEnrolledError from error
        return {"preferred": attrs["method"]}
