"""The record that an issued code token leaves in the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..cache import get_cache, refuse
from ..leases import Place

_PLACES = ("slot", "address_place")


@dataclass(frozen=True)
class Record:
    """The record of an issued code token.

    `account` and `owner` are fingerprints of the user at that time.  `chain` is the ID
    of the code token that the password was given for, `chain_ends` (unix time) is until
    when it may be exchanged for others.  `address_place` is the place that its request
    took in the limit of its address.  `only` is the ID of the code token where a user
    has one of its kind at a time.
    """

    account: str
    owner: str
    slot: Place | None
    chain: str
    chain_ends: float
    address_place: Place | None = None
    only: str | None = None


def read_record(stored: Mapping[str, Any]) -> Record:
    """Return the record that the cache has."""
    places = {name: stored[name] and Place(**stored[name]) for name in _PLACES}
    return Record(**{**stored, **places})


def add_record(key: str, record: Record, timeout: int) -> None:
    """Keep the record of a code token under a key of its own."""
    cache = get_cache()
    # `add`, although the key is new: unlike `set`, it says whether it worked.
    if not cache.add(key, asdict(record), timeout):
        if cache.get(key) is None:
            raise refuse("it refuses to remember a code token")
        cache.set(key, asdict(record), timeout)


def put_record(key: str, record: Record, timeout: int) -> None:
    """Keep the record in place of the last one under this key."""
    get_cache().set(key, asdict(record), timeout)
