"""Confirm a method that was set up: from then on it is enrolled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from ...exceptions import MethodFailedError
from ...login import auth_tokens, events
from ...login.auth_tokens import Evidence
from ...login.completion import complete_by_enrollment, describe_login
from ...login.enrollment_tokens import EnrollmentToken
from ...methods import (
    CREDENTIAL,
    MethodUnavailableError,
    WrongAnswerError,
    get_methods,
)
from ...serializers.answers import get_answer
from .. import changes, methods, proofs, serializers
from ..authentication import WithEnrollmentToken
from ..exceptions import (
    AlreadyEnrolledError,
    IncorrectConfirmationError,
    NothingToConfirmError,
    TooManyEnrolledError,
)
from ..store.pending import NoPendingEnrollmentError
from ..throttling import ConfirmationThrottler
from .base import MethodView


class ConfirmMethod(MethodView):
    """Confirm a method with an answer; get recovery codes, once, and new tokens."""

    authentication_classes: Any = WithEnrollmentToken()
    throttle_classes = [ConfirmationThrottler]
    gives_tokens = True

    def get_serializer_class(self) -> Any:
        """Return the serializer for what the method is answered with."""
        # Schema generators look at views without a method.
        method = get_methods().get(self.kwargs.get("name", ""))
        if method is not None and method.answer_field == CREDENTIAL:
            return serializers.ConfirmCredentialSerializer
        return serializers.ConfirmSerializer

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enrol the method that this login has begun to set up."""
        method, fields, user = self.method, self.read(request), request.user
        login, answer = proofs.get_login(request, self.factors), get_answer(fields)
        wishes = {"name": fields["name"]} if "name" in fields else {}
        with as_answers():
            changed = changes.confirm(
                user, self.factors, method, login, answer, **wishes
            )
        is_passwordless = auth_tokens.is_passwordless(request.auth)
        evidence = Evidence(method, changed.amr, not is_passwordless)
        tokens = proofs.renew_tokens(user, evidence, changed.epoch, request)
        more: Mapping[str, Any] = {}
        if isinstance(request.auth, EnrollmentToken):
            # Only now is the login complete.
            place = request.auth.address_place
            complete_by_enrollment(user, self.factors, request, place)
            more = describe_login(user, request)
        events.report_second_factor(user, request)
        return Response({**more, **changed.shown, **tokens})


@contextmanager
def as_answers() -> Iterator[None]:
    """Raise the errors of the API in place of those of the methods."""
    try:
        yield
    except WrongAnswerError as error:
        raise IncorrectConfirmationError from error
    except NoPendingEnrollmentError as error:
        raise NothingToConfirmError from error
    except MethodUnavailableError as error:
        raise MethodFailedError from error
    except methods.AlreadyEnrolledError as error:
        raise AlreadyEnrolledError from error
    except methods.TooManyEnrolledError as error:
        raise TooManyEnrolledError from error


class ConfirmTotp(ConfirmMethod):
    """Confirm an app with a code of it; get recovery codes, once, and new tokens."""
