"""Confirm a method that was set up: from then on it is enrolled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from ...exceptions import MethodFailedError
from ...login import events
from ...login.completion import complete_by_enrollment, describe_login
from ...login.enrollment_tokens import EnrollmentToken
from ...methods import MethodUnavailableError, WrongAnswerError
from .. import changes, proofs, serializers
from ..authentication import WithEnrollmentToken
from ..exceptions import IncorrectConfirmationError, NothingToConfirmError
from ..store.pending import NoPendingEnrollmentError
from ..throttling import ConfirmationThrottler
from .base import MethodView


class ConfirmMethod(MethodView):
    """Confirm a method with an answer; get recovery codes, once, and new tokens."""

    authentication_classes: Any = WithEnrollmentToken()
    serializer_class = serializers.ConfirmSerializer
    throttle_classes = [ConfirmationThrottler]

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enrol the method that this login has begun to set up."""
        method, fields, user = self.method, self.read(request), request.user
        login = proofs.get_login(request, self.factors)
        try:
            changed = changes.confirm(user, self.factors, method, login, fields["code"])
        except WrongAnswerError as error:
            raise IncorrectConfirmationError from error
        except NoPendingEnrollmentError as error:
            raise NothingToConfirmError from error
        except MethodUnavailableError as error:
            raise MethodFailedError from error
        tokens = proofs.renew_tokens(user, method, changed.epoch)
        more: Mapping[str, Any] = {}
        if isinstance(request.auth, EnrollmentToken):
            # Only now is the login complete.
            place = request.auth.address_place
            complete_by_enrollment(user, self.factors, request, place)
            more = describe_login(user, request)
        events.report_second_factor(user, request)
        return Response({**more, **changed.shown, **tokens})


class ConfirmTotp(ConfirmMethod):
    """Confirm an app with a code of it; get recovery codes, once, and new tokens."""
