"""The admin page of enrolled methods, with a reset for users who are locked out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import display_for_value
from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from django.utils.translation import gettext_lazy as _

from ..methods import get_verbose_name
from .admin_site.model_admin import ask_where_covered
from .changes import reset
from .methods import RecoveryCodeMethod
from .models import EnrolledMethod

_RESET = _("The two-factor authentication of these users was reset: {users}.")
_NOTHING = _("These users had nothing set up any more: {users}.")
_TEMPLATE = "drf_jwt_2fa_enrollment/admin_reset.html"


def _label(function: Any, text: Any, order: str | None = None) -> None:
    """Label a column or an action, as Django 2.2 has it done."""
    function.short_description = text
    function.admin_order_field = order


class MethodFilter(admin.AllValuesFieldListFilter):
    """The methods that users have enrolled, under the names that users know."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Return the choices of Django, with other names."""
        for choice in super().choices(changelist):
            yield {**choice, "display": get_verbose_name(str(choice["display"]))}


@admin.register(EnrolledMethod)
class EnrolledMethodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list of enrolled methods; it shows no secret, and nothing can be edited."""

    # So few that they fit beside the filters, on a screen of 1280 pixels.
    list_display = ("owner", "method", "details", "last_used", "state")
    list_filter = (("name", MethodFilter), "is_preferred", "created_at")
    list_select_related = ("user",)
    fields = (
        *("user", "method", "details", "passkeys", "is_preferred"),
        *("created_at", "last_used_at", "wrong_answers", "disabled_at"),
    )
    readonly_fields = ("method", "details", "passkeys")
    actions = ("reset_users",)

    def get_queryset(self, request: Any) -> Any:
        """Return the rows, and how many passkeys and unused codes each of them has."""
        unused = Q(recovery_codes__used_at=None)
        return (
            super()
            .get_queryset(request)
            .annotate(
                number_of_passkeys=Count("passkeys", distinct=True),
                codes_left=Count("recovery_codes", filter=unused, distinct=True),
            )
        )

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Return the fields, without those of other methods."""
        is_shown = {
            "details": obj.name == RecoveryCodeMethod.name,
            "passkeys": bool(obj.number_of_passkeys),
        }
        return [name for name in self.fields if is_shown.get(name, True)]

    def get_search_fields(self, request: Any) -> tuple[str, ...]:
        """Search by the user's name, whichever field that is."""
        return (f"user__{get_user_model().USERNAME_FIELD}",)

    def owner(self, row: EnrolledMethod) -> Any:
        """Return the name of the user, which may be a long address that has to wrap."""
        parts = re.split(r"(?<=[@.])", str(row.user))
        return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))

    _label(owner, _("user"), "user")

    def method(self, row: EnrolledMethod) -> str:
        """Return the name of the method that users know."""
        return get_verbose_name(row.name)

    _label(method, _("method"), "name")

    def details(self, row: Any) -> str | None:
        """Return how many codes are left, or how many passkeys there are."""
        if row.name == RecoveryCodeMethod.name:
            return _("Codes left: {count}").format(count=row.codes_left)
        if row.number_of_passkeys:
            return _("Passkeys: {count}").format(count=row.number_of_passkeys)
        return None

    _label(details, _("details"))

    def passkeys(self, row: Any) -> Any:
        """Return the names of the passkeys, and since when they are there."""
        keys = row.passkeys.order_by("created_at", "pk")
        lines = [(key.name, display_for_value(key.created_at, "")) for key in keys]
        return format_html_join(mark_safe("<br>"), "{} ({})", lines)

    _label(passkeys, _("passkeys"))

    def last_used(self, row: EnrolledMethod) -> str | None:
        """Return the day of the last use; the page of the row has the time."""
        if row.last_used_at is None:
            return None
        return date_format(template_localtime(row.last_used_at), "SHORT_DATE_FORMAT")

    _label(last_used, _("last used"), "last_used_at")

    def state(self, row: EnrolledMethod) -> str | None:
        """Return what is special about the method."""
        facts: list[Any] = [_("Preferred")] if row.is_preferred else []
        if row.disabled_at is not None:
            facts.append(_("Disabled"))
        elif row.wrong_answers:
            facts.append(_("Wrong answers: {count}").format(count=row.wrong_answers))
        return ", ".join(map(str, facts)) or None

    _label(state, _("state"))

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

    def reset_users(self, request: Any, queryset: Any) -> Any:
        """Ask whether to remove all methods of these users; then do it, and log it."""
        # In a covered admin, a stolen session must not be enough for it.
        refusal = ask_where_covered(self.admin_site, request)
        if refusal is not None:
            return refusal
        users = {row.user_id: row.user for row in queryset.select_related("user")}
        problems = {pk: _find_problem(user, request.user) for pk, user in users.items()}
        refused = [(users[pk], problem) for pk, problem in problems.items() if problem]
        free = [user for pk, user in users.items() if not problems[pk]]
        if not request.POST.get("post"):
            return self._ask(request, queryset, free, refused)
        done = [(user, reset(user, request)) for user in free]
        for user, names in done:
            if names:
                self.log_change(request, user, _describe(names))
        self._report(request, done, refused)
        return None

    _label(reset_users, _("Reset the two-factor authentication of these users"))
    reset_users.allowed_permissions = ("reset",)  # type: ignore[attr-defined]

    def _ask(
        self, request: Any, queryset: Any, users: list[Any], refused: Any
    ) -> TemplateResponse:
        """Return the page that says what the reset would do."""
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reset two-factor authentication"),
            "question": _("Remove all methods of these users?"),
            "consequences": _(
                "Everything issued to them before ends, too. They are notified, and log"
                " in like users who have set nothing up."
            ),
            "exception": _("These users are not reset:"),
            "button": _("Yes, reset"),
            "users": [(user, _name_methods(user)) for user in users],
            "refused": refused,
            "rows": queryset,
            "checkbox": ACTION_CHECKBOX_NAME,
            "opts": self.opts,
        }
        return TemplateResponse(request, _TEMPLATE, context)

    def _report(self, request: Any, done: Any, refused: Any) -> None:
        """Tell the staff member what was done, and what was not."""
        removed = [f"{user} ({_join(names)})" for user, names in done if names]
        unchanged = [str(user) for user, names in done if not names]
        for text, users, level in (
            (_RESET, removed, messages.SUCCESS),
            (_NOTHING, unchanged, messages.WARNING),
        ):
            if users:
                message = text.format(users=", ".join(users))
                self.message_user(request, message, level)
        for user, problem in refused:
            self.message_user(request, f"{user}: {problem}", messages.ERROR)


def _name_methods(user: Any) -> str:
    rows = EnrolledMethod.objects.filter(user_id=user.pk).order_by("pk")
    return _join(rows.values_list("name", flat=True))


def _join(names: Iterable[str]) -> str:
    return ", ".join(map(get_verbose_name, names))


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
