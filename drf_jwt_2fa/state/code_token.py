"""The facts in the cache about one code token."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from rest_framework.exceptions import AuthenticationFailed, Throttled

from ..exceptions import (
    CodeTokenExpiredError,
    Reason,
    RefusedError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
)
from .cache import (
    get_cache,
    get_throttle_cache,
    has_atomic_incr,
    make_key,
    reaching_the_cache,
    refuse,
    timeout_until,
)
from .leases import Place, count_numbers, lease, take_number
from .user_limits import UserLimits

# What one look at the cache tells of a code token.
_FACTS = ("spent", "attempts")
# In place of a proof, in the mark of a code token that was exchanged for another.
_REPLACED = "replaced"


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


class CodeTokenState:
    """A code token's record, its attempts, and whether it is spent.

    `expires_at` is its ``exp`` (unix time), `limit` the number of attempts it has.
    With `is_only` a user has one such code token at a time, and a new one ends it.
    """

    def __init__(
        self,
        key_space: str,
        user_pk: object,
        jti: str,
        expires_at: float,
        limit: int | None,
        *,
        is_only: bool = False,
    ) -> None:
        self._key_space = key_space
        self._user_pk = user_pk
        self._jti = jti
        self._expires_at = expires_at
        self._limit = limit
        self._is_only = is_only
        self._spent_with: str | None = None
        self._was_attempted = False
        self.record: Record | None = None

    @reaching_the_cache()
    def look_up(self) -> CodeTokenState:
        """Return self, with what the cache knows by now.

        This one look, at first, chooses between ways of asking; what decides is the
        answer of `add` or `incr`.
        """
        keys = [*map(self._key, _FACTS), self._record_key]
        spent, attempts, issued = map(get_cache().get_many(keys).get, keys)
        self._spent_with = spent
        self._was_attempted = attempts is not None
        self.record = None if issued is None else _read_record(issued)
        if self.record is not None and self.record.only not in (None, self._jti):
            # One that was used says so, although the record is nobody's by then.
            self._spent_with, self.record = spent or _REPLACED, None
        return self

    @reaching_the_cache()
    def remember(self, record: Record) -> None:
        """Keep the record for as long as the code token lives."""
        cache, key = get_cache(), self._record_key
        timeout = timeout_until(self._expires_at)
        if self._is_only:
            cache.set(key, asdict(record), timeout)
            return
        # `add`, although the key is new: unlike `set`, it says whether that worked.
        if not cache.add(key, asdict(record), timeout):
            if cache.get(key) is None:
                raise refuse("it refuses to remember a code token")
            cache.set(key, asdict(record), timeout)

    @reaching_the_cache()
    def check_unspent(self, proof: str) -> None:
        """Raise `TokenAlreadyUsedError` if `spend` was called with this proof.

        Raise `TooManyAuthAttemptsError` instead if the token is dead for that, and
        `AuthenticationFailed` if it was replaced.
        """
        if self._spent_with == _REPLACED:
            raise RefusedError(Reason.REPLACED_TOKEN, self._user_pk)
        if hmac.compare_digest(self._spent_with or "", proof):
            if self._limit is not None and self._get_count() > self._limit:
                raise TooManyAuthAttemptsError
            raise TokenAlreadyUsedError

    @reaching_the_cache()
    def check_replaceable(self) -> Record:
        """Return the record of a code token that may be exchanged for another.

        Raise `AuthenticationFailed`, `CodeTokenExpiredError` or
        `TooManyAuthAttemptsError` if it may not.
        """
        record = self.record
        if self._spent_with is not None:
            raise RefusedError(Reason.USED_TOKEN, self._user_pk)
        if record is None:
            raise RefusedError(Reason.UNKNOWN_TOKEN, self._user_pk)
        if time.time() >= record.chain_ends:
            raise CodeTokenExpiredError
        if self._limit is not None and self._get_count() >= self._limit:
            raise TooManyAuthAttemptsError
        return record

    @reaching_the_cache()
    def take_turn_to_replace(self, wait: float) -> None:
        """Raise `Throttled` if the chain's last turn is not `wait` seconds ago."""
        if wait <= 0:
            return
        until = time.time() + wait
        timeout = timeout_until(max(until, self._chain_ends))
        taken_until = lease(get_cache(), self._chain_key("resend"), until, timeout)
        if taken_until is not None:
            raise Throttled(taken_until - time.time())

    @reaching_the_cache()
    def count_attempt(self) -> bool:
        """Count one attempt and return whether its code may be evaluated.

        Raise `TooManyAuthAttemptsError` if it is one too many.  A spent token is not
        dead before as many attempts *failed* as allowed, so it has one more; but no
        token has more codes evaluated than allowed.
        """
        if self._limit is None:
            return True
        allowed = self._limit + (self._spent_with is not None)
        number = self._take_number(allowed)
        if number > allowed:
            raise TooManyAuthAttemptsError
        return number <= self._limit

    @reaching_the_cache()
    def spend(self, proof: str) -> None:
        """Use up the code token.

        Raise `TokenAlreadyUsedError` if it is used up already, `AuthenticationFailed`
        if it was replaced.
        """
        self._end(proof, TokenAlreadyUsedError)

    @reaching_the_cache()
    def end_replaced(self) -> None:
        """End the code token in favour of another.

        Raise `AuthenticationFailed` if it was used or replaced meanwhile.
        """
        self._end(_REPLACED, partial(RefusedError, Reason.USED_TOKEN, self._user_pk))
        if not self._leave_to_nobody():
            get_cache().delete(self._record_key)

    def settle(self) -> None:
        """Give back what the code token took, and clear its owner's guess budget.

        Call it when a login is complete, and only then.
        """
        if self.record is not None:
            limits = UserLimits(self._key_space, self._user_pk, self.record.owner)
            # Without its record, a used token whose mark was evicted is unknown.
            used_up = () if self._leave_to_nobody() else (self._record_key,)
            limits.settle(self.record.slot, *used_up)

    @reaching_the_cache()
    def give_slot_back(self) -> None:
        """Give back the slot of a code token that was used up without a login."""
        slot = self.record and self.record.slot
        if slot and time.time() < slot.until:
            get_cache().delete(slot.key)

    @reaching_the_cache()
    def _leave_to_nobody(self) -> bool:
        """Keep the record where it has ended other code tokens; return whether it has.

        Without it, those that this one replaced would live again.
        """
        if not self._is_only or self.record is None:
            return False
        record = asdict(replace(self.record, only=""))
        get_cache().set(self._record_key, record, self._timeout)
        return True

    def _end(self, mark: str, make_error: Callable[[], AuthenticationFailed]) -> None:
        cache, key = get_cache(), self._key("spent")
        if cache.add(key, mark, self._timeout):
            return
        found = cache.get(key)
        if found is None:
            raise refuse("it refuses to mark a code token as used")
        if found == _REPLACED:
            raise RefusedError(Reason.REPLACED_TOKEN, self._user_pk)
        raise make_error()

    def _take_number(self, limit: int) -> int:
        cache, key = get_cache(), self._chain_key("attempts")
        if not has_atomic_incr(cache):
            return take_number(self._numbered_key, limit, self._timeout)
        if not self._was_attempted and cache.add(key, 1, self._timeout):
            return 1
        try:
            return cache.incr(key)
        except ValueError:
            if not self._was_attempted and cache.get(key) is None:
                raise refuse("it refuses to count an attempt") from None
            return limit + 1  # It vanished between the calls: better safe than sorry.

    def _get_count(self) -> int:
        cache = get_cache()
        if has_atomic_incr(cache):
            count: int = cache.get(self._chain_key("attempts"), 0)
            return count
        return count_numbers(self._numbered_key)

    def _numbered_key(self, number: int) -> str:
        return self._chain_key(f"attempt-{number}")

    def _key(self, fact: str) -> str:
        return make_key(fact, self._key_space, self._user_pk, self._jti)

    def _chain_key(self, fact: str) -> str:
        return make_key(fact, self._key_space, self._user_pk, self._chain)

    @property
    def _record_key(self) -> str:
        if self._is_only:
            return make_key("issued-only", self._key_space, self._user_pk)
        return self._key("issued")

    @property
    def _chain(self) -> str:
        return self._jti if self.record is None else self.record.chain

    @property
    def _chain_ends(self) -> float:
        return 0 if self.record is None else self.record.chain_ends

    @property
    def _timeout(self) -> int:
        return timeout_until(max(self._expires_at, self._chain_ends))


def _read_record(stored: dict[str, Any]) -> Record:
    places = ("slot", "address_place")
    read = {name: stored[name] and Place(**stored[name]) for name in places}
    return Record(**{**stored, **read})


@reaching_the_cache()
def give_address_place_back(place: Place) -> None:
    """Let a login that was completed not count for its address."""
    if time.time() < place.until:
        get_throttle_cache().add(place.key, True, timeout_until(place.until))
