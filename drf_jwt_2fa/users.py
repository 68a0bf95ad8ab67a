"""Find users, check whether they may log in, and fingerprint their passwords."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import is_password_usable
from django.core.exceptions import FieldError, ObjectDoesNotExist, ValidationError
from django.db import DataError, router
from django.db.models import Manager, Model, QuerySet
from rest_framework.exceptions import PermissionDenied
from rest_framework_simplejwt import settings as simple_jwt

from .exceptions import Reason, RefusedError
from .prepared import Given, Select, get_columns
from .utils import check_user_validity

# Errors of a database, or of Django before it, for a key that no user of this model can
# have: of another type, too large, or text that cannot be stored.
UNFINDABLE = (
    ObjectDoesNotExist,
    TypeError,
    ValueError,
    OverflowError,
    ValidationError,
    DataError,
)


def get_user(pk: Any) -> Any:
    """Return the user with the given primary key, from the primary database.

    Raise `AuthenticationFailed` if there is none (any more).
    """
    user_model = get_user_model()
    manager, database = user_model._default_manager, get_database()
    try:
        if finds_all(manager):
            return _read(user_model, database, pk)
        return manager.using(database).get(pk=pk)
    except UNFINDABLE as error:
        raise RefusedError(Reason.NO_USER, pk) from error


def finds_all(manager: Any) -> bool:
    """Return whether the users that the manager finds are all users, at any time."""
    is_own = type(manager).get_queryset is not Manager.get_queryset
    return not is_own and manager._queryset_class is QuerySet


def _read(user_model: Any, database: str, pk: Any) -> Any:
    columns, query = _prepare(user_model)
    for row in query.fetch(database, pk=pk):
        return user_model.from_db(database, columns, row)
    raise user_model.DoesNotExist


@lru_cache(maxsize=8)
def _prepare(user_model: Any) -> tuple[list[str], Select]:
    columns = get_columns(user_model)
    users: Any = QuerySet(user_model).filter(pk=Given("pk"))
    return columns, Select(lambda: users.values_list(*columns))


def get_user_by_id(user_id: Any) -> Any:
    """Return the user whose ``USER_ID_FIELD`` has this value, on the primary database.

    Raise one of `UNFINDABLE` if there is none.
    """
    name = simple_jwt.api_settings.USER_ID_FIELD
    users = get_user_model()._default_manager.using(get_database())
    try:
        return users.get(**{name: user_id})
    except FieldError:
        return _get_user_by_property(users, name, user_id)


class UsersById:
    """The user model, for Simple JWT to find users with `get_user_by_id`."""

    def __init__(self) -> None:
        self.DoesNotExist = get_user_model().DoesNotExist
        self.objects = self

    def get(self, **lookup: Any) -> Any:
        """Return the user with this ID; raise one of `UNFINDABLE`."""
        [user_id] = lookup.values()
        return get_user_by_id(user_id)


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
    try:
        check_user_validity(user)
    except PermissionDenied as error:
        raise error from RefusedError(Reason.INACTIVE_USER, user.pk)
    if not simple_jwt.api_settings.USER_AUTHENTICATION_RULE(user):
        raise RefusedError(Reason.USER_NOT_ALLOWED, user.pk)


def has_replica() -> bool:
    """Return whether users are read from another database than they are written to."""
    return bool(router.db_for_read(get_user_model()) != get_database())


def get_database() -> str:
    """Return the alias of the primary database of users."""
    return router.db_for_write(get_user_model())


def find_database(user: Any) -> str:
    """Return the alias of the primary database of the user, "" for one without any."""
    return router.db_for_write(type(user)) if isinstance(user, Model) else ""


def password_fingerprint(user: Any) -> str:
    """Return a value that changes with the user's primary key or password.

    It is not keyed, so that it survives a key rotation.  Nobody can guess it all the
    same: it is made of the stored hash, which is salted.
    """
    parts = json.dumps([str(user.pk), _get_password(user)])
    return hashlib.sha256(b"2fa-owner" + parts.encode()).hexdigest()


def _get_user_by_property(users: Any, name: str, user_id: Any) -> Any:
    """Return the user with this primary key, whose property of this name equals it.

    A property may have any value, by chance even the key of another user.
    """
    user = users.get(pk=user_id)
    if str(getattr(user, name, None)) != str(user_id):
        raise ObjectDoesNotExist
    return user


def _get_password(user: Any) -> str | None:
    """Return the stored hash of a usable password.

    Back ends that check passwords elsewhere store a new unusable one at each login;
    that is not a new password.
    """
    password = getattr(user, "password", None)
    if isinstance(password, str) and is_password_usable(password):
        return password
    return None
