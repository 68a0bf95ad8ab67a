"""Refuse mixins that would protect nothing, since they come too late."""

from __future__ import annotations


def require_before(cls: type, mixin: type, base: type) -> None:
    """Raise `TypeError` for a class in which the base comes before the mixin.

    Python would then call the methods of the base, and nobody would be asked for
    anything.  Rejected: to report it with a check, which not every project runs.
    """
    order = cls.__mro__
    if base in order and order.index(base) < order.index(mixin):
        message = f"Put {mixin.__name__} before the other bases of {cls.__name__}."
        raise TypeError(message)
