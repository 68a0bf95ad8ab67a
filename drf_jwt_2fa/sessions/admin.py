"""The admin pages of sessions and trusted devices, which staff can end."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from .ending import end
from .models import EndedBy, Session, TrustedDevice


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list of sessions; nothing in it is secret, and nothing can be edited."""

    list_display = (
        *("user", "name", "created_at", "last_used_at", "expires_at"),
        *("acr", "ip", "user_agent", "ended_at", "ended_by"),
    )
    list_filter = ("ended_by", "acr", "created_at")
    list_select_related = ("user",)
    # Not the number of all of them, of which there may be millions.
    show_full_result_count = False
    fields = (*list_display, "generation")
    ordering = ("-last_used_at",)
    actions = ("end_sessions",)

    def get_search_fields(self, request: Any) -> tuple[str, ...]:
        """Search by the user's name, whichever field that is."""
        return (f"user__{get_user_model().USERNAME_FIELD}",)

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: only logins begin sessions."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: nobody edits sessions."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Allow it along with the user only: the row of an adopted token has to stay.

        To end sessions is an action of its own.
        """
        # Views of the project may have no name; code outside of a view has no match.
        url_name = getattr(request.resolver_match, "url_name", None) or ""
        is_here = url_name.startswith(f"{self.opts.app_label}_{self.opts.model_name}_")
        return not is_here and super().has_delete_permission(request, obj)

    def has_end_permission(self, request: Any) -> bool:
        """Allow staff who may delete rows to end sessions."""
        return super().has_delete_permission(request)

    def end_sessions(self, request: Any, queryset: Any) -> None:
        """End these sessions, and log it."""
        live = queryset.filter(ended_at=None).select_related("user")
        for session in live:
            if end([session], EndedBy.STAFF, request):
                # The log is kept in the language of the code.
                self.log_change(request, session, "Session ended")

    end_sessions.short_description = _(  # type: ignore[attr-defined]
        "End these sessions"
    )
    end_sessions.allowed_permissions = ("end",)  # type: ignore[attr-defined]


@admin.register(TrustedDevice)
class TrustedDeviceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list of trusted devices, without their digests; deleting one ends trust."""

    list_display = (
        *("user", "name", "acr", "created_at", "last_used_at"),
        *("expires_at", "ip", "user_agent"),
    )
    list_filter = ("acr", "created_at")
    list_select_related = ("user",)
    show_full_result_count = False
    fields = list_display
    ordering = ("-last_used_at",)

    def get_search_fields(self, request: Any) -> tuple[str, ...]:
        """Search by the user's name, whichever field that is."""
        return (f"user__{get_user_model().USERNAME_FIELD}",)

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: only logins trust devices."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: nobody edits devices."""
        return False
