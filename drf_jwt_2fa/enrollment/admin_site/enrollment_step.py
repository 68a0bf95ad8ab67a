"""The last step of users who have to enrol a method to complete their login."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.exceptions import NotFound, Throttled

from ...claims import LOGIN
from ...exceptions import Reason, RefusedError
from ...login import enrollment_tokens, events
from ...login.auth_tokens import Evidence
from ...login.completion import complete_by_enrollment
from ...login.revocation import revoke_refresh_tokens
from ...methods import factors_of, get_methods, is_trusted
from .. import changes, proofs
from ..authentication import get_user_of
from ..exceptions import NothingToConfirmError
from ..methods import EnrollableMethod, TotpMethod
from ..methods.totp.qr_code import draw_inline_qr_code
from ..store.passkeys import PASSKEY
from ..throttling import ConfirmationThrottler
from ..views.confirmation import as_answers
from . import sessions
from .cookies import State
from .forms import AnswerForm, choose_form
from .texts import describe_choice, describe_recovery_codes, describe_setup
from .visits import Visit


class EnrollmentStep:
    """Let the user set a method up that completes the login."""

    def __init__(self, visit: Visit, state: State) -> None:
        self.visit, self.state, self.site = visit, state, visit.site
        token = enrollment_tokens.read(state.token)
        if token is None:
            raise RefusedError(Reason.MALFORMED_TOKEN)
        self.token, self.user = token, get_user_of(token)
        visit.allow(self.user, state.purpose)
        self.factors = factors_of(self.user)
        self._confirmed: EnrollableMethod | None = None

    def show(self) -> HttpResponseBase:
        """Return the page that lets the user choose a method, or correct a code."""
        method = self._confirmed
        if method is not None:
            return self._show_setup(method, choose_form(method)(), {})
        methods = _find_methods(self.user)
        texts = describe_choice(self.user, methods)
        return self.visit.show(self.site.enrollment_template, **texts)

    def take(self) -> HttpResponseBase:
        """Begin to set a method up, or confirm it."""
        post = self.visit.request.POST
        if "set_up" in post:
            return self._set_up(self._find(post["set_up"]))
        if "confirm_method" in post:
            return self._confirm(self._find(post["confirm_method"]))
        return self.show()

    def _find(self, name: str) -> EnrollableMethod:
        for method in _find_methods(self.user):
            if method.name == name:
                return method
        raise NotFound

    def _set_up(self, method: EnrollableMethod) -> HttpResponseBase:
        with as_answers():
            shown = changes.set_up(self.user, method, self._login)
        return self._show_setup(method, choose_form(method)(), shown)

    def _show_setup(
        self, method: EnrollableMethod, form: AnswerForm, shown: Any
    ) -> HttpResponseBase:
        uri = shown.get("provisioning_uri")
        drawing = None if uri is None else draw_inline_qr_code(uri)
        texts = describe_setup(self.user, method, shown, drawing)
        return self.visit.show(self.site.setup_template, form, **texts)

    def _confirm(self, method: EnrollableMethod) -> HttpResponseBase:
        form = choose_form(method)(self.visit.request.POST)
        self.visit.hide_answer()
        if not form.is_valid():
            # The secret is not shown twice: an app has it, or begins anew.
            return self._show_setup(method, form, {})
        # After an error, the page is that of this method again.
        self._confirmed = method
        self._take_turn()
        changed = self._enroll(method, form.answer)
        self._complete(method, changed)
        codes = changed.shown.get("recovery_codes")
        if not codes:
            return self.visit.leave()
        texts = describe_recovery_codes(codes, self.visit.destination)
        response = self.visit.show(self.site.recovery_codes_template, **texts)
        self.visit.end(response)
        return response

    def _enroll(self, method: EnrollableMethod, answer: Any) -> changes.Changed:
        try:
            with as_answers():
                return changes.confirm(
                    self.user, self.factors, method, self._login, answer
                )
        except NothingToConfirmError:
            self._confirmed = None
            raise

    def _complete(self, method: EnrollableMethod, changed: changes.Changed) -> None:
        """Complete the login, as the endpoint that confirms a method does."""
        user, request = self.user, self.visit.request
        revoke_refresh_tokens(user)
        complete_by_enrollment(
            user,
            self.factors,
            self.visit.api_request,
            self.token.address_place,
            in_session=True,
        )
        events.report_second_factor(user, self.visit.api_request)
        evidence = Evidence(method, changed.amr)
        if self.state.purpose == LOGIN:
            backend = self.state.backend
            sessions.start(request, user, evidence, changed.epoch, backend)
        else:
            sessions.renew(request, user, evidence, changed.epoch)

    def _take_turn(self) -> None:
        """Raise `Throttled` for an answer that comes too soon after the last one."""
        throttle = ConfirmationThrottler()
        request: Any = SimpleNamespace(user=self.user, auth=self.token)
        view: Any = SimpleNamespace(factors=self.factors)
        if not throttle.allow_request(request, view):
            raise Throttled(throttle.wait())

    @property
    def _login(self) -> str:
        request: Any = SimpleNamespace(user=self.user, auth=self.token)
        return proofs.get_login(request, self.factors)


def _find_methods(user: Any) -> list[EnrollableMethod]:
    """Return the methods that complete a login of the user, and have a page here."""
    return [
        method
        for method in get_methods().values()
        if isinstance(method, EnrollableMethod)
        and method.name in (PASSKEY, TotpMethod.name)
        and is_trusted(method, user)
    ]
