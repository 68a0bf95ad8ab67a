"""Plain views of Django behind the second factor of the API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.views import View

from ...methods import NO_2FA, get_offered
from . import sessions
from .mixing import require_before
from .redirects import ANY_METHOD, ask_again


def second_factor_required(
    view: Callable[..., Any] | None = None,
    *,
    max_age: timedelta | None = None,
    by: Sequence[str] = (),
    login_url: str | None = None,
) -> Any:
    """Let only users see the view who have proved what the API takes of them.

    Others prove it on the login page of the admin, and come back.  With `max_age`, it
    is a second factor of at most this age, and a password is none; with `by`, one of
    these methods.  Users who are not signed in go to `login_url`, or ``LOGIN_URL``.
    """

    def decorate(view: Callable[..., Any]) -> Any:
        asked = partial(ask, max_age=max_age, by=by, login_url=login_url)
        wrap: Any = _await_after if iscoroutinefunction(view) else _call_after
        wrapper = wrap(asked, view)
        # For checks, which know the view by it.
        wrapper.takes_second_factor = True
        if login_url is not None:
            # For `LoginRequiredMiddleware`, which comes first.
            wrapper.login_url = login_url
        return wrapper

    return decorate if view is None else decorate(view)


def _call_after(
    ask: Callable[[HttpRequest], Any], view: Callable[..., Any]
) -> Callable[..., Any]:
    """Return the view for those who have nothing to prove."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal = ask(request)
        return view(request, *args, **kwargs) if refusal is None else refusal

    return wrapper


def _await_after(
    ask: Callable[[HttpRequest], Any], view: Callable[..., Any]
) -> Callable[..., Any]:
    """Return the view that is a coroutine, for those who have nothing to prove."""
    from asgiref.sync import sync_to_async  # noqa: PLC0415  # Django 2.2 has it not.

    @wraps(view)
    async def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal = await sync_to_async(ask)(request)
        return await view(request, *args, **kwargs) if refusal is None else refusal

    return wrapper


class SecondFactorRequiredMixin:
    """A view for users who have proved what the API takes of them.

    It is `second_factor_required` for views that are classes.
    """

    takes_second_factor = True
    second_factor_max_age: timedelta | None = None
    second_factor_methods: Sequence[str] = ()
    login_url: str | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Raise `TypeError` if the class would protect nothing."""
        super().__init_subclass__(**kwargs)
        require_before(cls, SecondFactorRequiredMixin, View)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the answer of the view, or a redirect to what is to be proved."""
        max_age, methods = self.second_factor_max_age, self.second_factor_methods
        refusal = ask(request, max_age, methods, self.login_url)
        if refusal is not None:
            return refusal
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def ask(
    request: HttpRequest,
    max_age: timedelta | None = None,
    by: Sequence[str] = (),
    login_url: str | None = None,
    *,
    site_name: str = "admin",
) -> Any:
    """Return a redirect to what the user has still to prove, `None` for nothing.

    Raise `PermissionDenied` for users who have no method that would be accepted.
    """
    by = (by,) if isinstance(by, str) else by
    user = sessions.get_user(request)
    if user is None:
        path = request.get_full_path()
        return redirect_to_login(path, resolve_url(login_url) if login_url else None)
    if max_age is None:
        is_good = sessions.has_second_factor(request, by=by)
    else:
        is_good = sessions.proves_second_factor(request, max_age, by)
    if is_good:
        return None
    factors = sessions.read_factors(request, user)
    offered = [one.name for one in get_offered(user, factors)]
    if max_age is not None and NO_2FA in offered:
        raise PermissionDenied
    wanted = [one for one in offered if not by or one in by]
    if not wanted and by:
        # They would be asked for another one for ever.
        raise PermissionDenied
    return ask_again(request, site_name, wanted[0] if by else ANY_METHOD)
