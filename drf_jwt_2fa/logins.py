"""Users who log in: finding them, checking them, and their passwords."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

from django.contrib.auth import authenticate, get_backends, get_user_model
from django.core.exceptions import (
    MultipleObjectsReturned,
    ObjectDoesNotExist,
    ValidationError,
)
from django.db import DataError, router
from django.db.models import Model
from django.db.models.signals import pre_save
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt import settings as simple_jwt

from .fingerprints import find_database, password_fingerprint
from .keys import current_keys
from .redaction import without_secret
from .state import note_rehash
from .utils import check_user_validity

logger = logging.getLogger(__name__)

# What a database, or Django before it, says to a key that no user of this model has: of
# another type, too large, or text that it cannot store.
UNFINDABLE = (
    ObjectDoesNotExist,
    TypeError,
    ValueError,
    OverflowError,
    ValidationError,
    DataError,
)

_is_logging_in: ContextVar[bool] = ContextVar("is_logging_in", default=False)


def get_user(pk: Any) -> Any:
    """Return the user with the given primary key, from the primary database.

    Raise `AuthenticationFailed` if there is none, or none any more.
    """
    try:
        return get_user_model()._default_manager.using(_get_alias()).get(pk=pk)
    except UNFINDABLE as error:
        raise AuthenticationFailed from error


def on_primary(user: Any) -> Any:
    """Return the user as the primary database has them.

    A replica that lags behind does not know yet that a user is inactive, or has a new
    password.  Raise `AuthenticationFailed` if the user is gone.
    """
    if not isinstance(user, Model) or user._state.db in (None, find_database(user)):
        return user
    return get_user(user.pk)


def check_user(user: Any) -> None:
    """Raise `PermissionDenied` or `AuthenticationFailed` if the user may not log in."""
    check_user_validity(user)
    if not simple_jwt.api_settings.USER_AUTHENTICATION_RULE(user):
        raise AuthenticationFailed


def authenticate_by_password(
    request: Request | None, username: str, password: str
) -> Any:
    """Return the user with this name and password, `None` if there is none."""
    name = _normalize(username)
    try:
        with noticing_rehashes():
            user = _authenticate(get_http_request(request), name, password)
    except (*UNFINDABLE, MultipleObjectsReturned) as error:
        # bcrypt and its 72 bytes, a name for a user model that counts its users, two
        # users with one name: what cannot even be looked up is not right.
        cause = without_secret(error, password)
        logger.error("Credentials could not be checked", exc_info=cause)
        return None
    return user and _confirm_on_primary(user, password)


@contextmanager
def noticing_rehashes() -> Iterator[None]:
    """Notice when Django hashes a password anew, which is no new password."""
    reset = _is_logging_in.set(True)
    try:
        yield
    finally:
        _is_logging_in.reset(reset)


def get_http_request(request: Request | None) -> Any:
    """Return Django's request, which authentication back ends expect.

    What they leave on it, middleware finds there; REST framework's wrapper would keep
    it to itself.
    """
    return getattr(request, "_request", request)


def _normalize(username: str) -> str:
    """Return the name as Django's own login form looks for it (NFKC)."""
    normalize = getattr(get_user_model(), "normalize_username", None)
    # User models need not come of Django's base class.
    return str(normalize(username)) if normalize else username


def _authenticate(http_request: Any, username: str, password: str) -> Any:
    for keyword in _choose_keywords():
        credentials = {keyword: username, "password": password}
        user = authenticate(http_request, **credentials)
        if user is not None:
            return user
    return None


def _choose_keywords() -> list[str]:
    """Return by which keywords back ends take the user name.

    Django's own form says ``username`` whatever the user model calls it; Simple JWT's
    view says what the user model does.  Back ends for either must work.
    """
    field: str = get_user_model().USERNAME_FIELD
    if field == "username":
        return [field]
    signatures = [inspect.signature(one.authenticate) for one in get_backends()]
    for keyword in ("username", field):
        if all(_takes(signature, keyword) for signature in signatures):
            return [keyword]
    return ["username", field]


def _takes(signature: inspect.Signature, keyword: str) -> bool:
    try:
        signature.bind(None, **{keyword: "", "password": ""})
    except TypeError:
        return False
    return True


def _confirm_on_primary(user: Any, password: str) -> Any:
    """Return the user of the primary database, if that password is right there, too."""
    try:
        current = on_primary(user)
    except AuthenticationFailed:
        return None
    if current is user or current.password == user.password:
        return current
    with noticing_rehashes():
        return current if current.check_password(password) else None


def _get_alias() -> str:
    return router.db_for_write(get_user_model())


def _note_rehash(
    sender: Any, instance: Any, update_fields: Any = None, **kwargs: Any
) -> None:
    """Link the two hashes of one password, if Django is about to store another.

    Django's upgrade of a hash saves that column alone, and forgets the password first;
    `set_password` remembers it.
    """
    if not _is_logging_in.get() or set(update_fields or ()) != {"password"}:
        return
    if not isinstance(instance, get_user_model()) or _is_new_password(instance):
        return
    users = get_user_model()._base_manager.using(_get_alias())
    stored = users.filter(pk=instance.pk).values_list("password", flat=True).first()
    if stored is not None:
        before = password_fingerprint(SimpleNamespace(pk=instance.pk, password=stored))
        after = password_fingerprint(instance)
        note_rehash(current_keys().space, instance.pk, before, after)


def _is_new_password(user: Any) -> bool:
    return user._password is not None


pre_save.connect(_note_rehash, dispatch_uid="drf_jwt_2fa.note_rehash")
