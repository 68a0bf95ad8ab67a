"""Passwords that Django hashed anew at a login, and that are the same all the same."""

from __future__ import annotations

from .cache import get_cache, make_key, reaching_the_cache

# In seconds: longer than any code token lives that may have been issued before.
_MEMORY = 3600


@reaching_the_cache()
def note_rehash(key_space: str, user_pk: object, before: str, after: str) -> None:
    """Remember that these two fingerprints are those of one password."""
    cache = get_cache()
    origin = cache.get(_key(key_space, user_pk, before), before)
    cache.set(_key(key_space, user_pk, after), origin, _MEMORY)


@reaching_the_cache()
def is_same_password(key_space: str, user_pk: object, one: str, other: str) -> bool:
    """Return whether two fingerprints are those of one password.

    Two clicks at once may hash it anew twice: both hashes have one origin.
    """
    if one == other:
        return True
    keys = [_key(key_space, user_pk, one), _key(key_space, user_pk, other)]
    origins = get_cache().get_many(keys)
    return bool(origins.get(keys[0], one) == origins.get(keys[1], other))


def _key(key_space: str, user_pk: object, fingerprint: str) -> str:
    return make_key("rehashed", key_space, user_pk, fingerprint)
