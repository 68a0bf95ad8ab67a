"""The views of the project that the checks look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings as django_settings
from django.urls import URLResolver, get_resolver


def find_views() -> list[tuple[str, type, dict[str, Any]]]:
    """Return the routes and classes of the project's views, and their options."""
    if not getattr(django_settings, "ROOT_URLCONF", None):
        return []
    try:
        return list(_walk(get_resolver().url_patterns, ""))
    except Exception:
        # A broken URLconf is for Django's own checks to report.
        return []


def get_classes(view: type, options: dict[str, Any], name: str) -> list[Any]:
    """Return the classes that a view names, none if it finds them for each request."""
    classes = options.get(name, getattr(view, name, ()))
    return list(classes) if isinstance(classes, Iterable) else []


def _walk(
    patterns: Iterable[Any], prefix: str
) -> Iterator[tuple[str, type, dict[str, Any]]]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
            continue
        # REST framework's views have a `cls`; others need no authentication of it.
        view = getattr(pattern.callback, "cls", None)
        if isinstance(view, type):
            yield route, view, getattr(pattern.callback, "initkwargs", {})
