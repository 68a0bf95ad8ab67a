"""Pages of the admin that take a recent second factor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.core.checks import CheckMessage
from django.http import HttpRequest
from rest_framework.permissions import SAFE_METHODS

from ...checks.findings import error
from ...settings import api_settings
from .mixing import require_before
from .protecting import ask


class RecentSecondFactorMixin:
    """A `ModelAdmin` whose changes take a recent second factor.

    That is the pages that add, change and delete, and actions.  Put it before
    `ModelAdmin`; its site has to be a `TwoFactorAdminMixin`.
    """

    second_factor_max_age: timedelta | None = None
    """The age that is allowed; ``STEP_UP_MAX_AGE`` if it is `None`."""

    second_factor_methods: Sequence[str] = ()
    """The methods that are accepted, any if it is empty."""

    admin_site: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Raise `TypeError` if the class would protect nothing."""
        super().__init_subclass__(**kwargs)
        require_before(cls, RecentSecondFactorMixin, BaseModelAdmin)
        if issubclass(cls, InlineModelAdmin):
            message = f"{cls.__name__} has no pages: protect those that it is part of."
            raise TypeError(message)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the page; before it is filled in, a second factor is asked for."""
        refusal = self._ask(request)
        if refusal is not None:
            return refusal
        return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the page that deletes, or ask for a second factor."""
        refusal = self._ask(request)
        if refusal is not None:
            return refusal
        return super().delete_view(request, *args, **kwargs)  # type: ignore[misc]

    def get_urls(self) -> list[Any]:
        """Return the pages; whatever is posted to one of them takes a second factor.

        That is actions and changes in the list, too, and pages that a class adds, such
        as the one for the password of a user.
        """
        patterns: list[Any] = super().get_urls()  # type: ignore[misc]
        for pattern in patterns:
            pattern.callback = self._protect(pattern.callback)
        return patterns

    def _protect(self, view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def protected(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            is_change = request.method not in SAFE_METHODS
            # Those who may not enter are sent to the login by the site.
            is_asked = is_change and self.admin_site.has_permission(request)
            refusal = self._ask(request) if is_asked else None
            return view(request, *args, **kwargs) if refusal is None else refusal

        return protected

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Return what is wrong, among it a site that asks for no second factor."""
        found: list[CheckMessage] = super().check(**kwargs)  # type: ignore[misc]
        if getattr(self.admin_site, "requires_second_factor", False):
            return found
        name = type(self).__name__
        message = f"{name} takes a recent second factor, and its site asks for none."
        hint = (
            "Put drf_jwt_2fa.enrollment.admin_site.TwoFactorAdminConfig into"
            " INSTALLED_APPS in place of django.contrib.admin."
        )
        return [*found, error(60, message, hint)]

    def _ask(self, request: HttpRequest) -> Any:
        max_age, methods = self.second_factor_max_age, self.second_factor_methods
        return _ask_on(self.admin_site, request, max_age, methods)


def ask_where_covered(site: Any, request: HttpRequest) -> Any:
    """Return a redirect to a recent second factor, `None` if it is not needed.

    It is needed where the site of the page asks for second factors at all.
    """
    is_covered = getattr(site, "requires_second_factor", False)
    return _ask_on(site, request) if is_covered else None


def _ask_on(
    site: Any,
    request: HttpRequest,
    max_age: timedelta | None = None,
    methods: Sequence[str] = (),
) -> Any:
    if max_age is None:
        max_age = api_settings.STEP_UP_MAX_AGE
    return ask(request, max_age, methods, site_name=site.name)
