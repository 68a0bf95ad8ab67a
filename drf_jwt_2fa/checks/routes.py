"""Views of the project, for checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings as django_settings
from django.urls import URLResolver, get_resolver

_SHOWN = 3


def find_views() -> list[tuple[str, type, dict[str, Any]]]:
    """Return the routes and classes of the project's views, and their options."""
    return [
        (route, view, options)
        for route, callback in find_callbacks()
        for view, options in _find_class(callback)
    ]


def find_callbacks() -> list[tuple[str, Any]]:
    """Return the routes of the project, each with what answers there."""
    if not getattr(django_settings, "ROOT_URLCONF", None):
        return []
    try:
        return list(_walk(get_resolver().url_patterns, ""))
    except Exception:
        # Django's own checks report a broken URLconf.
        return []


def get_classes(view: type, options: dict[str, Any], name: str) -> list[Any]:
    """Return the classes of a view, none if it chooses them for each request."""
    try:
        classes = options.get(name, getattr(view, name, ()))
    except Exception:
        # A view of ours reads a setting, and another check reports a wrong one.
        return []
    return list(classes) if isinstance(classes, Iterable) else []


def get_path(cls: type) -> str:
    """Return the dotted path of the class."""
    return f"{cls.__module__}.{cls.__qualname__}"


def describe(routes: Sequence[str]) -> str:
    """Return the only route, or the number of routes and the first few of them."""
    if len(routes) == 1:
        return repr(routes[0])
    shown = ", ".join(map(repr, routes[:_SHOWN]))
    more = ", ..." if len(routes) > _SHOWN else ""
    return f"{len(routes)} routes ({shown}{more})"


def _walk(patterns: Iterable[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        # Without the anchors of a regular expression, which are no part of a URL.
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def _find_class(callback: Any) -> list[tuple[type, dict[str, Any]]]:
    """Return the class of a callback and its options, nothing for a function."""
    for layer in unwrap(callback):
        # REST framework's views have a `cls`, Django's a `view_class`.
        for name in ("cls", "view_class"):
            view = getattr(layer, name, None)
            if isinstance(view, type):
                return [(view, getattr(layer, "initkwargs", {}))]
    return []


def unwrap(callback: Any) -> Iterator[Any]:
    """Yield the callback and those that its decorators and partials wrap."""
    seen: list[Any] = []
    while callback is not None and not any(callback is one for one in seen):
        yield callback
        seen.append(callback)
        inner = getattr(callback, "__wrapped__", None)
        callback = inner or getattr(callback, "func", None)
