"""Facts about code tokens that all workers share, in the cache.

Whatever decides about access is decided by the cache's atomic `add` and `incr`: of any
number of workers that ask at once, each gets a different answer.  Reading a value and
writing it back would let a burst of requests see the same value.  A cache that cannot
be asked decides nothing: every function here then raises `CacheUnavailableError`.
"""

from .cache import get_cache, get_throttle_cache, reaching_the_cache, timeout_until
from .claims import Place, claim, lock
from .code_token import CodeTokenState, Record
from .user_limits import Reservation, UserLimits

__all__ = [
    "CodeTokenState",
    "Place",
    "Record",
    "Reservation",
    "UserLimits",
    "claim",
    "get_cache",
    "get_throttle_cache",
    "lock",
    "reaching_the_cache",
    "timeout_until",
]
