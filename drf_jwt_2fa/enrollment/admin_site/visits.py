"""One request for the login page of an admin site, and the ways to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.request import Request

from ...claims import LOGIN, STEP_UP
from ...exceptions import Reason, RefusedError
from ...utils import CLEANSED
from . import cookies, sessions
from .cookies import State
from .redirects import AGAIN, is_safe

# Shows the form for the password to somebody who is signed in already.
OTHER = "other"
# What the forms of the steps call an answer.
ANSWER_FIELDS = ("code", "credential")


class StepRequest(Request):
    """Django's request, as the steps of a login take it.

    `data` is what the API would find in its body.  Nobody is authenticated by it.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._user: Any = request.user
        self._auth: Any = None
        self._given: Mapping[str, Any] = {}

    @property
    def data(self) -> Any:
        """The fields of the step."""
        return self._given

    def give(self, **fields: Any) -> None:
        """Set the fields of the step."""
        self._given = fields


class Visit:
    """A request for the login page: who is there, what is asked for, what is answered.

    `allow` raises `RefusedError` for a user whom the site does not let in.
    """

    def __init__(
        self, site: Any, request: HttpRequest, extra_context: Mapping[str, Any]
    ) -> None:
        self.site, self.request = site, request
        self.api_request = StepRequest(request)
        self.extra_context = extra_context
        self.state = cookies.read(request)
        self.error: str | None = None
        # The object that takes the request, for the page that it shows again.
        self.step: Any = None

    @cached_property
    def user(self) -> Any:
        """The user who is signed in, whatever they have proved; `None` for nobody."""
        return sessions.get_user(self.request)

    def hide_answer(self) -> None:
        """Put stars in place of the answer, for receivers of signals.

        Some keep what was posted, but for fields that look like passwords.  A mistyped
        recovery code is nearly a good one.
        """
        post = self.request.POST.copy()
        for name in ANSWER_FIELDS:
            if name in post:
                post[name] = CLEANSED
        self.request.POST = post  # type: ignore[assignment]  # It has a setter.

    @property
    def again(self) -> str | None:
        """The method that is to be proved again, or `"1"` for any; `None` for none."""
        value: str | None = self.request.GET.get(AGAIN)
        return value

    @cached_property
    def takes_step_up(self) -> bool:
        """True if the signed-in user is asked for the second factor alone."""
        if self.user is None or OTHER in self.request.GET:
            return False
        is_asked = self.again is not None or self.site.may_enter(self.request)
        return is_asked and not sessions.is_outdated(self.request)

    def allow(self, user: Any, purpose: str) -> None:
        """Raise `RefusedError` for a user whom this login is not for.

        A step-up is for the user who is signed in, and a login for whom the form of the
        site lets in: that may have changed since the password was given.
        """
        if purpose == STEP_UP:
            if self.user is None or self.user.pk != user.pk:
                raise RefusedError(Reason.TOKEN_OF_ANOTHER_USER, user.pk)
            return
        form: Any = self.site.get_login_form()(self.request)
        try:
            form.confirm_login_allowed(user)
        except forms.ValidationError as error:
            raise RefusedError(Reason.USER_NOT_ALLOWED, user.pk) from error

    @property
    def purpose(self) -> str:
        """The purpose of the login that is under way."""
        return LOGIN if self.state is None else self.state.purpose

    @cached_property
    def login_path(self) -> str:
        """The path of the login page, and of its cookie."""
        return reverse("admin:login", current_app=self.site.name)

    @cached_property
    def next_url(self) -> str | None:
        """The page to go to afterwards, if it is one of this site."""
        name, request = REDIRECT_FIELD_NAME, self.request
        wanted = request.POST.get(name, request.GET.get(name))
        return wanted if wanted and is_safe(wanted, request) else None

    @property
    def destination(self) -> str:
        """The page to go to afterwards."""
        return self.next_url or reverse("admin:index", current_app=self.site.name)

    def leave(self) -> HttpResponseBase:
        """Go to the page that was asked for: all is proved."""
        response = HttpResponseRedirect(self.destination)
        self.end(response)
        return response

    def go_on(self, state: State) -> HttpResponseBase:
        """Go to the next step, of which the cookie has the state."""
        response = HttpResponseRedirect(self._make_url())
        cookies.keep(response, self.request, state, self.login_path)
        return response

    def start_over(self) -> HttpResponseBase:
        """Go to the first step."""
        response = HttpResponseRedirect(self._make_url({OTHER: "1"}))
        self.end(response)
        return response

    def end(self, response: HttpResponseBase) -> None:
        """Forget the login that was under way, if there was one."""
        if cookies.NAME in self.request.COOKIES:
            cookies.delete(response, self.request, self.login_path)

    def show(
        self, template: str | None, form: Any = None, **context: Any
    ) -> HttpResponseBase:
        """Return the login page of the site, from this template if there is one."""
        # Sites of themes add to the context in `login`: all pages go through it.  It
        # signs in whoever posts a password, and sends on those who are signed in if
        # they get the page; it only shows it to whoever asks for its headers.
        shown = copy(self.request)
        shown.method = "HEAD"
        given = {**self.extra_context, **context, "problem": self.error}
        if form is not None:
            given["form"] = form
        response: Any = self.site.show_login(shown, given)
        if template is not None:
            response.template_name = template
        return response  # type: ignore[no-any-return]

    def _make_url(self, query: Mapping[str, str] = {}) -> str:  # Read only.
        wanted = {} if self.next_url is None else {REDIRECT_FIELD_NAME: self.next_url}
        query = {**wanted, **query}
        return f"{self.login_path}?{urlencode(query)}" if query else self.login_path
