"""The second step: answer the challenge, choose another method, or get a new code."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.generics import GenericAPIView

from ...claims import LOGIN, STEP_UP
from ...code_tokens import challenges
from ...code_tokens.checked import CheckedToken, check, present
from ...exceptions import Reason, RefusedError
from ...login import answering, issuing
from ...login.looks import Look
from ...methods import (
    CREDENTIAL,
    Factors,
    MalformedAnswerError,
    Method,
    get_offered,
)
from ...serializers.fields import find_offered
from ...utils import get_code_token_hash
from ..store.passkeys import PASSKEY
from .cookies import CODE, State
from .finishing import finish
from .forms import AnswerForm, choose_form
from .texts import describe_challenge
from .visits import Visit


class _AdminLook(Look):
    """The checks of a code token's user, and whether this login is for that user."""

    takes_sessions_of_django = True

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit

    def check_account(self, token: CheckedToken) -> Factors:
        """Raise `APIException` for an account that has changed, or may not enter."""
        if token.purpose not in (LOGIN, STEP_UP):
            raise RefusedError(Reason.NOT_A_STEP_UP, token.user_pk)
        factors = super().check_account(token)
        self._visit.allow(self.user, token.purpose)
        return factors


class CodeStep:
    """Ask for what the method of the code token takes."""

    def __init__(self, visit: Visit, state: State) -> None:
        self.visit, self.state, self.site = visit, state, visit.site
        self.manager: Any = visit.site.token_manager_class()
        self.look = _AdminLook(visit)

    def show(self, form: AnswerForm | None = None) -> HttpResponseBase:
        """Return the page; raise `APIException` if the login is not valid any more."""
        token = check(self._present(), self.manager.decode_token)
        factors = self.look.check_account(token)
        user, method = self.look.user, token.method
        offered = [one for one in get_offered(user, factors) if _is_usable(one)]
        options = method.repeat(user, token.claims)
        return self.visit.show(
            self.site.second_factor_template,
            form or choose_form(method)(),
            **describe_challenge(user, method, offered, options),
            step=self._name_step(),
        )

    def take(self) -> HttpResponseBase:
        """Take the answer, or the wish for another challenge."""
        post = self.visit.request.POST
        if post.get("step") != self._name_step():
            # Its page is older than the last challenge: another tab has that.
            self.visit.error = _("This page was out of date. Please try again.")
            return self.show()
        if "method" in post:
            return self._exchange(post["method"])
        return self._answer()

    def _answer(self) -> HttpResponseBase:
        token = check(self._present(), self.manager.decode_token)
        form = choose_form(token.method)(self.visit.request.POST)
        self.visit.hide_answer()
        if not form.is_valid():
            return self.show(form)
        text, request = self.state.token, self.visit.api_request
        try:
            answering.check_form(self.manager, text, form.answer, request)
        except MalformedAnswerError as error:
            raise ValidationError(str(error)) from error
        self._take_turn()
        verified = answering.answer(self.manager, text, form.answer, request, self.look)
        return finish(self.visit, verified, self.state.backend)

    def _take_turn(self) -> None:
        """Raise `Throttled` for an answer that comes too soon after the last one."""
        request = self.visit.api_request
        request.give(code_token=self.state.token)
        throttle: Any = self.site.answer_throttle_class()
        # It looks for the manager where the views of the API name it.
        view: Any = GenericAPIView()
        view.serializer_class = self.site
        if not throttle.allow_request(request, view):
            raise Throttled(throttle.wait())

    def _exchange(self, name: str) -> HttpResponseBase:
        """Begin anew with this method, and go on with the new code token."""
        look, request = self.look, self.visit.api_request
        token = answering.check_replaceable(
            self.manager, self.state.token, request, look
        )
        factors = look.factors or Factors()
        wanted = find_offered(look.user, factors, name) or token.method
        new = issuing.issue(
            look.user,
            lambda: challenges.renew(look.user, self.manager, token, wanted, factors),
            request,
        )
        purpose, backend = self.state.purpose, self.state.backend
        return self.visit.go_on(State(CODE, str(new), purpose, backend))

    def _present(self) -> Any:
        return present(self.visit.api_request, self.state.token)

    def _name_step(self) -> str:
        """Return what tells the page of this code token from those of others."""
        return get_code_token_hash(self.state.token)


def _is_usable(method: Method) -> bool:
    """Return whether the page can ask for it: there are scripts for passkeys alone."""
    return method.answer_field != CREDENTIAL or method.name == PASSKEY
