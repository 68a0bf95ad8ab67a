"""Checks of Django's admin, and of logins beside it."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage

from .bypasses import find_session_logins
from .findings import error, warning
from .routes import describe, find_callbacks, get_path, unwrap

# Packages with a second factor for the admin.
_OTHERS = ("allauth", "allauth_2fa", "django_otp", "multifactor", "two_factor")
_MODULE = "drf_jwt_2fa.enrollment.admin_site"


def check_admin(**kwargs: Any) -> list[CheckMessage]:
    """Report admin sites that ask for a password only (W060)."""
    hint = (
        f"Replace 'django.contrib.admin' in INSTALLED_APPS with '{_MODULE}"
        ".TwoFactorAdminConfig', or put TwoFactorAdminMixin before the class of the"
        " site; both need 'drf_jwt_2fa.enrollment'. If the site asks for more in"
        " another way, set its `requires_second_factor` to True."
    )
    message = "{} at {} lets staff log in with a password alone."
    return [
        warning(60, message.format(get_path(type(site)), describe([route])), hint)
        for route, site in _find_sites().values()
        if not _is_covered(site)
    ]


def check_logins(**kwargs: Any) -> list[CheckMessage]:
    """Report logins with a password beside an admin that takes more (W061)."""
    is_wanted = any(_is_ours(site) for _route, site in _find_sites().values())
    logins = find_session_logins() if is_wanted else []
    if not logins:
        return []
    message = f"A password alone starts a session at {describe(logins)}."
    hint = (
        "The admin does not accept it. Protect other views for staff with"
        f" {_MODULE}.second_factor_required, or remove the login."
    )
    return [warning(61, message, hint)]


def check_views(**kwargs: Any) -> list[CheckMessage]:
    """Report views whose users nobody asks for the second factor (E061)."""
    routes = [route for route, view in find_callbacks() if _takes_second_factor(view)]
    sites = [site for _route, site in _find_sites().values()]
    if not routes or any(_is_ours(site) for site in sites):
        return []
    message = f"No admin asks for the second factor that {describe(routes)} takes."
    hint = (
        f"Serve an admin with '{_MODULE}.TwoFactorAdminConfig': its login asks for it."
    )
    return [error(61, message, hint)]


def _takes_second_factor(callback: Any) -> bool:
    return any(
        getattr(layer, "takes_second_factor", False)
        or getattr(getattr(layer, "view_class", None), "takes_second_factor", False)
        for layer in unwrap(callback)
    )


def _is_ours(site: Any) -> bool:
    return bool(getattr(site, "requires_second_factor", False))


def _find_sites() -> dict[int, tuple[str, Any]]:
    """Return the admin sites in the URLs by identity, each with its first route."""
    sites: dict[int, tuple[str, Any]] = {}
    for route, callback in find_callbacks():
        # Django gives it to all views of a site that are for staff.
        site = getattr(callback, "admin_site", None)
        if site is not None:
            sites.setdefault(id(site), (route, site))
    return sites


def _is_covered(site: Any) -> bool:
    """Return whether the site asks for more than a password, ours or another's.

    Known packages replace what lets users in, or the login of one site.  Themes replace
    the login of the class, to show it in another way, and projects let in others than
    staff: neither asks for more.
    """
    if _is_ours(site):
        return True
    has_permission = getattr(site, "has_permission", None)
    module = getattr(has_permission, "__module__", None) or ""
    has_login = "login" in getattr(site, "__dict__", {})
    return module.partition(".")[0] in _OTHERS or has_login


CHECKS = (check_admin, check_logins, check_views)
