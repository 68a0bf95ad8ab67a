"""All queries of the tables; the core calls these functions.

They make up a `drf_jwt_2fa.methods.factors.Store`.
"""

from .accounts import (
    begin_epoch,
    get_accounts,
    is_epoch,
    read_factors,
    reopen_step_ups,
)
from .guesses import (
    count_sent_code,
    count_step_up,
    forget_sent_codes,
    forget_step_ups,
    note_wrong_sent_code,
)

__all__ = [
    "begin_epoch",
    "count_sent_code",
    "count_step_up",
    "forget_sent_codes",
    "forget_step_ups",
    "get_accounts",
    "is_epoch",
    "note_wrong_sent_code",
    "read_factors",
    "reopen_step_ups",
]
