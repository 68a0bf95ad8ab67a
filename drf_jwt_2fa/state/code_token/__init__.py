"""The facts in the cache about one code token."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from rest_framework.exceptions import AuthenticationFailed

from ...exceptions import (
    CodeTokenExpiredError,
    Reason,
    RefusedError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
)
from ..cache import (
    get_cache,
    get_throttle_cache,
    make_key,
    reaching_the_cache,
    refuse,
    timeout_until,
)
from ..leases import Place, free_place
from ..user_limits import UserLimits
from .chain import Chain
from .record import Record, add_record, put_record, read_record

# The facts that one look at the cache finds about a code token.
_FACTS = ("spent", "attempts")
# The mark of a code token that was exchanged for another, in place of a proof.
_REPLACED = "replaced"


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
        """Return self, with the present facts from the cache.

        This first look only chooses which calls to make; the answers of `add` or `incr`
        decide.
        """
        keys = [*map(self._key, _FACTS), self._record_key]
        spent, attempts, issued = map(get_cache().get_many(keys).get, keys)
        self._spent_with = spent
        self._was_attempted = attempts is not None
        self.record = None if issued is None else read_record(issued)
        if self.record is not None and self.record.only not in (None, self._jti):
            # A used one is reported as used, although its record is gone by then.
            self._spent_with, self.record = spent or _REPLACED, None
        return self

    @reaching_the_cache()
    def remember(self, record: Record) -> None:
        """Keep the record for as long as the code token lives."""
        keep = put_record if self._is_only else add_record
        keep(self._record_key, record, timeout_until(self._expires_at))

    @reaching_the_cache()
    def check_unspent(self, proof: str) -> None:
        """Raise `TokenAlreadyUsedError` if `spend` was called with this proof.

        Raise `TooManyAuthAttemptsError` instead if its attempts are used up, and
        `AuthenticationFailed` if it was replaced.
        """
        if self._spent_with == _REPLACED:
            raise RefusedError(Reason.REPLACED_TOKEN, self._user_pk)
        if hmac.compare_digest(self._spent_with or "", proof):
            if self._limit is not None and self._chain.count_attempts() > self._limit:
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
        if self._limit is not None and self._chain.count_attempts() >= self._limit:
            raise TooManyAuthAttemptsError
        return record

    @reaching_the_cache()
    def take_turn_to_replace(self, wait: float) -> None:
        """Raise `Throttled` if the chain's last turn is not `wait` seconds ago."""
        self._chain.take_turn(wait)

    @reaching_the_cache()
    def count_attempt(self) -> bool:
        """Count one attempt and return whether its code may be evaluated.

        Raise `TooManyAuthAttemptsError` if it is one too many.  A spent token is dead
        only after as many *failed* attempts as allowed, so it has one more; but no
        token has more codes evaluated than allowed.
        """
        if self._limit is None:
            return True
        allowed = self._limit + (self._spent_with is not None)
        may_be_first = not self._was_attempted
        number = self._chain.take_attempt(allowed, may_be_first=may_be_first)
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

    def settle(self, *more: str) -> None:
        """Give back what the code token took of the limits, and clear the guess budget.

        `more` are keys that go with it.

        Call it when a login is complete, and only then.
        """
        if self.record is not None:
            limits = UserLimits(self._key_space, self._user_pk, self.record.owner)
            # Without its record, a used token whose mark was evicted is unknown.
            used_up = () if self._leave_to_nobody() else (self._record_key,)
            limits.settle(self.record.slot, *used_up, *more)

    @reaching_the_cache()
    def give_slot_back(self) -> None:
        """Give back the slot of a code token that was used up without a login."""
        if self.record is not None and self.record.slot is not None:
            free_place(self.record.slot)

    @reaching_the_cache()
    def _leave_to_nobody(self) -> bool:
        """Keep the record if it ended other code tokens; return whether it did.

        Without it, those that this one replaced would live again.
        """
        if not self._is_only or self.record is None:
            return False
        record = replace(self.record, only="")
        put_record(self._record_key, record, self._chain.timeout)
        return True

    def _end(self, mark: str, make_error: Callable[[], AuthenticationFailed]) -> None:
        cache, key = get_cache(), self._key("spent")
        if cache.add(key, mark, self._chain.timeout):
            return
        found = cache.get(key)
        if found is None:
            raise refuse("it refuses to mark a code token as used")
        if found == _REPLACED:
            raise RefusedError(Reason.REPLACED_TOKEN, self._user_pk)
        raise make_error()

    def _key(self, fact: str) -> str:
        return make_key(fact, self._key_space, self._user_pk, self._jti)

    @property
    def _record_key(self) -> str:
        if self._is_only:
            return make_key("issued-only", self._key_space, self._user_pk)
        return self._key("issued")

    @property
    def _chain(self) -> Chain:
        record = self.record
        name, ends = (record.chain, record.chain_ends) if record else (self._jti, 0)
        keys = partial(make_key, key_space=self._key_space, user_pk=self._user_pk)
        return Chain(partial(keys, name=name), ends, self._expires_at)


@reaching_the_cache()
def give_address_place_back(place: Place) -> None:
    """Stop counting a completed login for its address."""
    if time.time() < place.until:
        get_throttle_cache().add(place.key, True, timeout_until(place.until))
