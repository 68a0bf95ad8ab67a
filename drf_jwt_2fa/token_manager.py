"""Issuing code tokens and checking the codes that come back with them."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rest_framework.exceptions import APIException, AuthenticationFailed

from . import challenges, code_tokens, issuing, sending
from .challenges import Issued
from .code_tokens import LOGIN, METHOD_CLAIM, STEP_UP, get_purpose
from .exceptions import (
    IncorrectCodeError,
    MethodFailedError,
    naming_user,
)
from .fingerprints import account_fingerprint
from .keys import CodeTokenKeys, all_keys, current_keys, use_keys
from .methods import (
    CodeSender,
    Method,
    MethodUnavailableError,
    WrongAnswerError,
    find_method,
    get_enrollment_state,
)
from .settings import api_settings
from .state import CodeTokenState
from .verification_codes import VerificationCodes

# How long after the password was given new codes can be had without it.
CHALLENGE_CHAIN_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True)
class _Checked:
    """The code token that a manager checked last."""

    state: CodeTokenState
    keys: CodeTokenKeys
    purpose: str
    method: Method


class CodeTokenManager(VerificationCodes):
    """Makes code tokens for users and decides whether a code is right.

    Every public method may be overridden, in a subclass or on an instance.  Any object
    with a `pk` (and, for the default sender, an `email`) serves as a user: nothing here
    touches a database.
    """

    jwt_algorithm = "HS256"

    _checked: _Checked | None = None
    _issued: Issued | None = None

    def create_code_token(self, user: Any) -> str:
        """Send a fresh code to the user and return the code token that goes with it.

        Raise `TooManyCodeTokensError` or `TooManyUnredeemedCodeTokensError` if the user
        has too many code tokens, `VerificationCodeSendingError` if the code could not
        be sent, and `CacheUnavailableError`; then no code token was issued.
        """
        return self._issue_code_token(user, LOGIN)

    def create_step_up_token(self, user: Any) -> str:
        """Do as `create_code_token`, for a user who is logged in already.

        Such code tokens count apart from those of logins.
        """
        return self._issue_code_token(user, STEP_UP)

    def _issue_code_token(self, user: Any, purpose: str) -> str:
        account = issuing.get_account(user)
        method = challenges.choose_method(user)
        reservation = issuing.reserve(user, purpose, challenges.get_expiry())
        try:
            issued = self._make_code_token(user, method, purpose)
            challenges.deliver(issued)
            payload = issued.payload
            chain_ends = time.time() + CHALLENGE_CHAIN_LIFETIME.total_seconds()
            issuing.record(
                user,
                account,
                payload,
                reservation.slot,
                chain=payload["jti"],
                chain_ends=chain_ends,
            )
        except BaseException:
            reservation.cancel()
            raise
        self._issued = issued
        return issued.token

    def check_code_token_and_code(self, token: str, code: str) -> Any:
        """Return the primary key of the user whom the token and its code identify.

        Raise `AuthenticationFailed` for a token that is not genuine,
        `CodeTokenExpiredError` for one that is too old, `IncorrectCodeError` for a
        wrong code, `TooManyAuthAttemptsError` if too many of them came with this token,
        `TokenAlreadyUsedError` for a right code that was used before, and
        `CacheUnavailableError`.
        """
        payload = self.decode_token(token)
        with use_keys(self._find_keys(token)), naming_user(payload["uid"]):
            self._check_code(payload, code)
        return payload["uid"]

    def check_code_token(self, token: str) -> Any:
        """Return the primary key of the user of a code token that may be renewed.

        Raise `AuthenticationFailed` for a token that is not genuine, or was used or
        renewed, `CodeTokenExpiredError` for one that is too old, or whose password was
        given too long ago, `TooManyAuthAttemptsError` if it is dead, and
        `CacheUnavailableError`.
        """
        payload = self.decode_token(token)
        # A token of retired keys is unknown under the current ones, and refused.
        with naming_user(payload["uid"]):
            self._look_up(payload).check_replaceable()
        return payload["uid"]

    def check_account(self, user: Any) -> None:
        """Raise `AuthenticationFailed` if the account is not what it was.

        That is, if its password, its e-mail address or what is enrolled is not what it
        was when the code token was issued that this manager checked last.
        """
        if self._checked is None or self._checked.state.record is None:
            return
        with use_keys(self._checked.keys):
            fingerprint = account_fingerprint(user, get_enrollment_state(user))
        if not hmac.compare_digest(self._checked.state.record.account, fingerprint):
            raise AuthenticationFailed

    @property
    def checked_purpose(self) -> str:
        """What the code token is for that this manager checked last."""
        return LOGIN if self._checked is None else self._checked.purpose

    @property
    def checked_method(self) -> Method:
        """The method of the code token that this manager checked last."""
        return CodeSender() if self._checked is None else self._checked.method

    def renew_code_token(self, user: Any, method: Method | None = None) -> str:
        """Return a code token in place of the one checked last, with a new challenge.

        It is of the given method, or of the same as before; of the first that the user
        has if that one is not offered any more.  Raise what `create_code_token` raises,
        and `Throttled` if the last time is less than ``RESEND_WAIT_TIME`` ago; as long
        as no code was sent, the code token checked last stays valid.
        """
        if self._checked is None:
            raise AuthenticationFailed
        replaced, purpose = self._checked.state, self._checked.purpose
        record = replaced.check_replaceable()
        account = issuing.get_account(user)
        method = challenges.choose_method(user, method or self._checked.method)
        replaced.take_turn_to_replace(api_settings.RESEND_WAIT_TIME.total_seconds())
        reservation = issuing.reserve_renewal(user, purpose)
        try:
            issued = self._make_code_token(user, method, purpose, record.chain_ends)
            challenges.deliver(issued)
            replaced.end_replaced()
        except BaseException:
            reservation.cancel()
            raise
        issuing.record(
            user,
            account,
            issued.payload,
            record.slot,
            chain=record.chain,
            chain_ends=record.chain_ends,
        )
        self._issued = issued
        return issued.token

    def describe_issued(self) -> dict[str, Any]:
        """Return what clients are told of the code token that was issued last."""
        return {} if self._issued is None else challenges.describe(self._issued)

    def get_token_payload(self, user: Any, code: str) -> dict[str, Any]:
        """Return the claims of a new code token (RFC 7519, 4), ``jti`` first."""
        hashed_code, nonce = self.hash_verification_code(code)
        return challenges.make_claims(user, {"vch": hashed_code, "vcn": nonce})

    def send_verification_code(self, user: Any, code: str) -> None:
        """Send the code to the user; raise `CodeSendingError` if that fails."""
        sending.send_verification_code(user, code)

    def encode_token(self, payload: dict[str, Any]) -> str:
        """Return the claims as a JWT signed with the current key."""
        return code_tokens.write(payload, current_keys(), self.jwt_algorithm)

    def decode_token(self, token: str) -> dict[str, Any]:
        """Return the claims of a genuine code token.

        Raise `CodeTokenExpiredError` if it is too old, and `AuthenticationFailed` for
        anything else than a code token signed with one of our keys.
        """
        payload, _keys = code_tokens.read(token, self.jwt_algorithm)
        return payload

    def _make_code_token(
        self, user: Any, method: Method, purpose: str, latest_end: float | None = None
    ) -> Issued:
        challenge = method.begin(user, self)
        payload = challenges.make_payload(challenge, user, method, purpose)
        if latest_end is not None:
            payload["exp"] = min(payload["exp"], int(latest_end))
        token = self.encode_token(payload)
        return Issued(user, method, payload, token, challenge.deliver)

    def _find_keys(self, token: str) -> CodeTokenKeys:
        accepted = all_keys()
        if len(accepted) > 1:
            try:
                return code_tokens.read(token, self.jwt_algorithm)[1]
            except APIException:
                pass  # Only an overridden `decode_token` could read it.
        return accepted[0]

    def _look_up(self, payload: dict[str, Any]) -> CodeTokenState:
        method = find_method(payload.get(METHOD_CLAIM, CodeSender.name))
        if method is None:
            raise AuthenticationFailed
        state = issuing.get_state(payload).look_up()
        self._checked = _Checked(state, current_keys(), get_purpose(payload), method)
        return state

    def _check_code(self, payload: dict[str, Any], code: str) -> None:
        state = self._look_up(payload)
        proof = code_tokens.make_proof(payload["jti"], code)
        state.check_unspent(proof)
        if state.record is None and api_settings.REQUIRE_KNOWN_CODE_TOKENS:
            raise AuthenticationFailed
        # Counted before the code is looked at.  Counting only failures, afterwards,
        # would let a burst of guesses in while the first is still being hashed.
        if not state.count_attempt():
            raise IncorrectCodeError(payload["uid"])
        try:
            self.checked_method.verify(payload["uid"], payload, code, self)
        except WrongAnswerError as error:
            raise IncorrectCodeError(payload["uid"]) from error
        except MethodUnavailableError as error:
            raise MethodFailedError from error
        state.spend(proof)
        state.settle(issuing.get_budget_size())
