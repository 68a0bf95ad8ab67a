"""The first step: the password, or the session of a user who is signed in."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import MultipleObjectsReturned
from django.forms import PasswordInput
from django.forms.utils import ErrorDict
from django.http.response import HttpResponseBase
from rest_framework.exceptions import AuthenticationFailed, Throttled

from ... import users
from ...claims import OF_DJANGO_CLAIM, STEP_UP
from ...code_tokens import challenges
from ...code_tokens.accounts import knowing
from ...exceptions import Reason, RefusedError, StepUpsClosedError
from ...login import events, issuing, passwords
from ...login.answering import Verified
from ...methods import NoSecondFactor, factors_of, get_offered, needs_no_second_factor
from ...sending.redaction import without_secret
from ...serializers.fields import MAX_PASSWORD_LENGTH
from ...state import Place, noticing_rehashes
from ...users import UNFINDABLE
from ...views.refusals import log_refusal
from .cookies import CODE, State
from .finishing import finish
from .texts import describe_confirmation
from .visits import Visit

logger = logging.getLogger(__name__)


class FirstStep:
    """Ask for the password, and begin the second step."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.site = visit, visit.site
        self.manager: Any = visit.site.token_manager_class()

    def show(self) -> HttpResponseBase:
        """Return the page that asks a user who is signed in, or that for a password."""
        if self.visit.takes_step_up:
            texts = describe_confirmation(self.visit.user)
            return self.visit.show(self.site.confirmation_template, **texts)
        return self.show_form()

    def show_form(self, form: Any = None) -> HttpResponseBase:
        """Return the page that asks for the password."""
        if self.visit.error is not None:
            # Nothing was filled in yet, so no field is wrong.
            form = self.site.get_login_form()(self.visit.request)
            form._errors, form.cleaned_data = ErrorDict(), {}
            form.add_error(None, self.visit.error)
        return self.visit.show(self.site.login_template, form)

    def take(self) -> HttpResponseBase:
        """Begin the second step, or return the page once more."""
        post = self.visit.request.POST
        if "confirm" in post and self.visit.takes_step_up:
            return self._begin_step_up()
        return self._take_password()

    def _take_password(self) -> HttpResponseBase:
        request, post = self.visit.request, self.visit.request.POST
        name, password = post.get("username"), post.get("password")
        if len(password or "") > MAX_PASSWORD_LENGTH:
            # As for the API: nobody hashes it.
            raise RefusedError(Reason.WRONG_PASSWORD)
        form = self.site.get_login_form()(request, data=post)
        # What is incomplete counts nowhere, as for the API.
        is_attempt = _is_attempt(form)
        place = self._take_place() if is_attempt else None
        if not self._is_valid(form, str(password)):
            if is_attempt:
                self._report(form, name or "")
            return self.show_form(form)
        try:
            user = self._confirm(form.get_user(), str(password))
        except AuthenticationFailed as error:
            log_refusal(self.visit.api_request, error)
            # In the words of the form: a right password is not told from a wrong one.
            form.add_error(None, form.get_invalid_login_error())
            return self.show_form(form)
        return self._begin_login(user, place)

    def _confirm(self, user: Any, password: str) -> Any:
        """Return the user, as the primary database has them, and allows them in."""
        user = passwords.confirm_on_primary(user, password)
        if user is None:
            raise RefusedError(Reason.WRONG_PASSWORD)
        users.check_user(user)
        return user

    def _take_place(self) -> Place | None:
        """Take a place in the limit of the address; raise `Throttled` without one."""
        throttle: Any = self.site.password_throttle_class()
        if not throttle.allow_request(self.visit.api_request, None):
            raise Throttled(throttle.wait())
        place: Place | None = throttle.place
        return place

    def _is_valid(self, form: Any, password: str) -> bool:
        try:
            with noticing_rehashes():
                return bool(form.is_valid())
        except (*UNFINDABLE, MultipleObjectsReturned) as error:
            # As for the API: what cannot be looked up is wrong.
            cause = without_secret(error, password)
            logger.error("Credentials could not be checked", exc_info=cause)
            raise RefusedError(Reason.WRONG_PASSWORD) from None

    def _report(self, form: Any, name: str) -> None:
        """Report a wrong password, or a user who may not enter."""
        request, user = self.visit.api_request, form.get_user()
        if user is None:
            events.report_wrong_password(name, request)
            log_refusal(request, RefusedError(Reason.WRONG_PASSWORD))
        elif form.non_field_errors():
            log_refusal(request, RefusedError(Reason.USER_NOT_ALLOWED, user.pk))

    def _begin_login(self, user: Any, place: Place | None) -> HttpResponseBase:
        factors, backend = factors_of(user), getattr(user, "backend", None)
        if needs_no_second_factor(user, factors):
            verified = Verified(user, factors, NoSecondFactor())
            return finish(self.visit, verified, backend, place)
        with knowing(user, factors):
            token = issuing.issue(
                user,
                lambda: self.manager.create_code_token(user),
                self.visit.api_request,
                place,
            )
        return self.visit.go_on(State(CODE, str(token), backend=backend))

    def _begin_step_up(self) -> HttpResponseBase:
        """Ask for the second factor of the session's user, without the password.

        It is a step-up, and no login: a stolen session must not use up what limits the
        logins of its user.
        """
        user = self.visit.user
        users.check_user(user)
        factors = factors_of(user)
        if factors.are_step_ups_closed:
            raise StepUpsClosedError
        offered = {one.name: one for one in get_offered(user, factors)}
        wanted = offered.get(self.visit.again or "")
        token = issuing.issue(
            user,
            lambda: challenges.issue(
                user,
                self.manager,
                STEP_UP,
                factors,
                wanted=wanted,
                more={OF_DJANGO_CLAIM: True},
            ),
            self.visit.api_request,
        )
        return self.visit.go_on(State(CODE, str(token), STEP_UP))


def _is_attempt(form: Any) -> bool:
    """Return whether a password comes with the form.

    Other fields do not matter, whether they are optional or missing: Django checks the
    password all the same, and says what is wrong with it.
    """
    if "username" in form.fields and not form["username"].data:
        return False
    passwords = [
        form[name].data
        for name, field in form.fields.items()
        if isinstance(field.widget, PasswordInput)
    ]
    return any(passwords) or not passwords
