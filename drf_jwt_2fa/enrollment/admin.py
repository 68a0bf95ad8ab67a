"""The admin page of enrolled methods, with a reset for users who are locked out."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from .changes import reset
from .models import EnrolledMethod


@admin.register(EnrolledMethod)
class EnrolledMethodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list of enrolled methods; it shows no secret, and nothing can be edited."""

    list_display = (
        *("user", "name", "created_at", "last_used_at"),
        *("is_preferred", "wrong_answers", "disabled_at"),
    )
    list_filter = ("name", "is_preferred", "created_at")
    list_select_related = ("user",)
    fields = list_display
    actions = ("reset_users",)

    def get_search_fields(self, request: Any) -> tuple[str, ...]:
        """Search by the user's name, whichever field that is."""
        return (f"user__{get_user_model().USERNAME_FIELD}",)

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: only users enrol methods."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: nobody edits methods."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Allow it along with the user only: unlike a reset, it notifies nobody."""
        # Views of the project may have no name; code outside of a view has no match.
        url_name = getattr(request.resolver_match, "url_name", None) or ""
        is_here = url_name.startswith(f"{self.opts.app_label}_{self.opts.model_name}_")
        return not is_here and super().has_delete_permission(request, obj)

    def has_reset_permission(self, request: Any) -> bool:
        """Allow staff who may delete rows to reset."""
        return super().has_delete_permission(request)

    def reset_users(self, request: Any, queryset: Any) -> None:
        """Remove all methods of the users of these rows, and log it."""
        users = {row.user_id: row.user for row in queryset.select_related("user")}
        for user in users.values():
            problem = _find_problem(user, request.user)
            if problem is not None:
                self.message_user(request, problem, messages.ERROR)
            elif names := reset(user, request):
                self.log_change(request, user, _describe(names))

    reset_users.short_description = _(  # type: ignore[attr-defined]
        "Reset the two-factor authentication of these users"
    )
    reset_users.allowed_permissions = ("reset",)  # type: ignore[attr-defined]


def _find_problem(user: Any, staff: Any) -> Any:
    """Return why the staff member may not reset the user, `None` if they may.

    A reset leaves an account with only a password: it must not be a way to get the
    permissions of somebody else, or to drop one's own second factor.
    """
    if user.pk == staff.pk:
        return _("You cannot reset your own two-factor authentication.")
    if staff.is_superuser:
        return None
    if getattr(user, "is_superuser", False):
        return _("Only a superuser may reset a superuser.")
    if not _get_permissions(user) <= _get_permissions(staff):
        return _("You cannot reset a user who has permissions that you do not have.")
    return None


def _get_permissions(user: Any) -> set[str]:
    """Return the permissions of the user, who has them again once active."""
    active = copy(user)
    with suppress(AttributeError):  # It may be a property.
        active.is_active = True
    # User models need not come with permissions.
    get_all = getattr(active, "get_all_permissions", set)
    return set(get_all())


def _describe(names: list[str]) -> str:
    # The log is kept in the language of the code.
    return f"Two-factor authentication reset: {', '.join(names)}"
