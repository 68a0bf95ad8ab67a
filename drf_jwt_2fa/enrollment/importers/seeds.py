"""Recovery codes that packages derive from a seed."""

from __future__ import annotations

import hmac
from typing import Any

from .parsing import read_hex, read_whole
from .values import BrokenRowError

_SEED = "the seed of the codes is not hexadecimal"
_MASK = "the used codes are not told"
_MOST = 1000
_LEAST_BYTES = 16


def expand_allauth(seed: Any, used_mask: Any, number: int, digits: int) -> list[str]:
    """Return the unused codes of allauth: one HMAC that is read after each index.

    The text of the seed is the key, and not the bytes that it stands for.
    """
    _read_seed(seed)
    used = read_whole(used_mask, _MASK)
    running = hmac.new(seed.encode("ascii"), digestmod="sha1")
    codes = []
    for index in range(min(number, _MOST)):
        running.update(f"{index:3},".encode())
        part = int.from_bytes(running.digest()[: digits // 2], "big")
        codes.append(str(part % 10**digits).zfill(digits))
    return [code for index, code in enumerate(codes) if not used >> index & 1]


def expand_dj_rest_auth(seed: Any, used_mask: Any, number: int) -> list[str]:
    """Return the unused codes of dj-rest-auth: an HMAC for each index."""
    key = _read_seed(seed)
    used = read_whole(used_mask, _MASK)
    return [
        hmac.new(key, str(index).encode(), "sha256").hexdigest()[:8]
        for index in range(min(number, _MOST))
        if not used >> index & 1
    ]


def _read_seed(seed: Any) -> bytes:
    """Return the bytes; raise `BrokenRowError` for too few to be secret."""
    read = read_hex(seed, _SEED)
    if len(read) < _LEAST_BYTES:
        raise BrokenRowError("the seed of the codes is too short")
    return read
