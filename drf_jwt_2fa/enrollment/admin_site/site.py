"""The admin site that asks for the second factor, and a mixin for any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.db import connections, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from ...settings import api_settings
from ...throttling import AuthTokenThrottler, CodeTokenThrottler
from ...token_manager import CodeTokenManager
from . import cookies, flow, passwords, sessions
from .mixing import require_before
from .redirects import ask_again

_TEMPLATES = "drf_jwt_2fa_enrollment/admin_site"
# The page of `UserAdmin` that sets the password of anybody, one's own among them.
_PASSWORD_OF_USER = "user_change_password"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


def _is_login(view: Any) -> Any:
    """Mark the login: nobody has to be signed in for it, and it is no transaction.

    An error rolls the transaction of a request back (``ATOMIC_REQUESTS``), and a wrong
    code would not have been counted.
    """
    view.login_required = False  # For `LoginRequiredMiddleware`, since Django 5.1.
    for alias in connections:
        view = transaction.non_atomic_requests(using=alias)(view)
    return view


class TwoFactorAdminMixin:
    """An admin site whose pages take the second factor that the API takes.

    Put it before the site::

        class MySite(TwoFactorAdminMixin, AdminSite): ...
    """

    requires_second_factor = True
    """For checks, which know the site by it."""

    token_manager_class: Any = CodeTokenManager
    password_throttle_class: Any = CodeTokenThrottler
    answer_throttle_class: Any = AuthTokenThrottler

    confirmation_template = f"{_TEMPLATES}/confirmation.html"
    second_factor_template = f"{_TEMPLATES}/second_factor.html"
    enrollment_template = f"{_TEMPLATES}/enrollment.html"
    setup_template = f"{_TEMPLATES}/setup.html"
    recovery_codes_template = f"{_TEMPLATES}/recovery_codes.html"

    name: str
    login_form: Any
    login_template: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Raise `TypeError` if the class would protect nothing."""
        super().__init_subclass__(**kwargs)
        require_before(cls, TwoFactorAdminMixin, AdminSite)

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may enter, and the session shows all it has to."""
        return self.may_enter(request) and sessions.has_second_factor(request)

    def may_enter(self, request: HttpRequest) -> bool:
        """Return whether the user may enter, whatever was proved."""
        return bool(super().has_permission(request))  # type: ignore[misc]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return the view for users who may see it; changes may take a recent proof."""
        inner: Callable[..., Any] = super().admin_view(view, cacheable)  # type: ignore[misc]
        changes_password = getattr(view, "__name__", None) == _PASSWORD_OF_USER

        def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if self._is_logout(request):
                # Whatever was proved: the session may have been made elsewhere.
                return csrf_protect(self.logout)(request)
            if not self.has_permission(request):
                return inner(request, *args, **kwargs)
            # A site may have rules of its own, which do not ask what was proved.
            if not sessions.has_second_factor(request):
                path = reverse("admin:login", current_app=self.name)
                return redirect_to_login(request.get_full_path(), path)
            if self._is_to_be_asked(request):
                return ask_again(request, self.name)
            if changes_password:
                return passwords.change(
                    request, self.name, lambda: inner(request, *args, **kwargs)
                )
            return inner(request, *args, **kwargs)

        return update_wrapper(ask_first, inner)

    def _is_logout(self, request: HttpRequest) -> bool:
        return request.path == reverse("admin:logout", current_app=self.name)

    def _is_to_be_asked(self, request: HttpRequest) -> bool:
        """Return whether the second factor was proved too long ago for a change."""
        max_age = api_settings.ADMIN_STEP_UP_MAX_AGE
        if max_age is None or request.method in _SAFE_METHODS:
            return False
        return not sessions.has_second_factor(request, max_age)

    @method_decorator(sensitive_post_parameters())
    @method_decorator(csrf_protect)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Return the page of the step that the login has come to."""
        return flow.respond(self, request, extra_context)

    login = _is_login(login)

    def show_login(
        self, request: HttpRequest, context: Mapping[str, Any]
    ) -> HttpResponseBase:
        """Return the page of the login as other sites show it."""
        response: HttpResponseBase = super().login(request, dict(context))  # type: ignore[misc]
        return response

    def get_login_form(self) -> Any:
        """Return the form for the password; it says who may log in here."""
        return self.login_form or AdminAuthenticationForm

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Sign the user out; a login that is under way ends, too."""
        response: HttpResponseBase = super().logout(request, extra_context)  # type: ignore[misc]
        path = reverse("admin:login", current_app=self.name)
        cookies.delete(response, request, path)
        return response

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Change the password of a user who has proved the second factor recently."""
        change: Callable[..., HttpResponseBase] = super().password_change  # type: ignore[misc]
        return passwords.change(
            request, self.name, lambda: change(request, extra_context)
        )


class TwoFactorAdminSite(TwoFactorAdminMixin, AdminSite):
    """Django's admin site with the second factor of the API."""
