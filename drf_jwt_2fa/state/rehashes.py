"""Recognize a password whose hash Django upgraded at a login."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import pre_save

from ..keys import current_keys
from ..users import get_database, password_fingerprint
from .cache import get_cache, make_key, reaching_the_cache

_is_logging_in: ContextVar[bool] = ContextVar("is_logging_in", default=False)

# In seconds: longer than any code token lives that may have been issued before.
_MEMORY = 3600


@contextmanager
def noticing_rehashes() -> Iterator[None]:
    """Notice when Django rehashes a password, which does not make it a new one."""
    reset = _is_logging_in.set(True)
    try:
        yield
    finally:
        _is_logging_in.reset(reset)


@reaching_the_cache()
def note_rehash(key_space: str, user_pk: object, before: str, after: str) -> None:
    """Remember that these two fingerprints belong to one password."""
    cache = get_cache()
    origin = cache.get(_key(key_space, user_pk, before), before)
    cache.set(_key(key_space, user_pk, after), origin, _MEMORY)


@reaching_the_cache()
def is_same_password(key_space: str, user_pk: object, one: str, other: str) -> bool:
    """Return whether two fingerprints belong to one password.

    Two logins at once may rehash it twice: both hashes then have one origin.
    """
    if one == other:
        return True
    keys = [_key(key_space, user_pk, one), _key(key_space, user_pk, other)]
    origins = get_cache().get_many(keys)
    return bool(origins.get(keys[0], one) == origins.get(keys[1], other))


def _key(key_space: str, user_pk: object, fingerprint: str) -> str:
    return make_key("rehashed", key_space, user_pk, fingerprint)


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
    users = get_user_model()._base_manager.using(get_database())
    stored = users.filter(pk=instance.pk).values_list("password", flat=True).first()
    if stored is not None:
        before = password_fingerprint(SimpleNamespace(pk=instance.pk, password=stored))
        after = password_fingerprint(instance)
        note_rehash(current_keys().space, instance.pk, before, after)


def _is_new_password(user: Any) -> bool:
    # User models need not derive from Django's base class.
    return getattr(user, "_password", None) is not None


pre_save.connect(_note_rehash, dispatch_uid="drf_jwt_2fa.note_rehash")
