"""Facts about code tokens that all workers share, in the cache.

Every decision about access is made by the cache's atomic `add` and `incr`: of any
number of workers that ask at once, each gets a different answer.  Reading a value and
writing it back would let a burst of requests see the same value.  A cache that is
unavailable decides nothing: every function here then raises `CacheUnavailableError`.
"""

from .cache import (
    get_cache,
    get_throttle_cache,
    make_key,
    reaching_the_cache,
    refuse,
    reusable_timeout_until,
    timeout_until,
)
from .code_token import CodeTokenState, give_address_place_back
from .code_token.record import Record
from .leases import Place, lease
from .rehashes import is_same_password, noticing_rehashes
from .user_limits import Reservation, UserLimits

__all__ = [
    "CodeTokenState",
    "Place",
    "Record",
    "Reservation",
    "UserLimits",
    "get_cache",
    "get_throttle_cache",
    "give_address_place_back",
    "is_same_password",
    "lease",
    "make_key",
    "noticing_rehashes",
    "reaching_the_cache",
    "refuse",
    "reusable_timeout_until",
    "timeout_until",
]
