"""Issuing code tokens and checking the codes that come back with them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import get_random_string
from rest_framework.exceptions import APIException

from . import code_tokens, sending
from .exceptions import (
    IncorrectCodeError,
    VerificationCodeSendingError,
)
from .keys import CodeTokenKeys, all_keys, current_keys, use_keys
from .settings import api_settings
from .state import CodeTokenState, Slot, take_slot
from .utils import hash_string


class _FromSettings:
    """An attribute that a class or an instance may replace by a value of its own."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        return getattr(api_settings, self._name)


class CodeTokenManager:
    """Makes code tokens for users and decides whether a code is right.

    Every public method may be overridden, in a subclass or on an instance.  Any object
    with a `pk` (and, for the default sender, an `email`) serves as a user: nothing here
    touches a database.
    """

    jwt_algorithm = "HS256"

    code_length: int = _FromSettings("CODE_LENGTH")  # type: ignore[assignment]
    code_chars: str = _FromSettings("CODE_CHARACTERS")  # type: ignore[assignment]

    def create_code_token(self, user: Any) -> str:
        """Send a fresh code to the user and return the code token that goes with it.

        Raise `TooManyCodeTokensError` if the user has too many unexpired code tokens,
        and `VerificationCodeSendingError` if the code could not be sent; then no code
        token was issued.
        """
        slot = self._take_slot(user)
        try:
            code = self.generate_verification_code()
            payload = self.get_token_payload(user, code)
            token = self.encode_token(payload)
            if slot is not None:
                slot.last_until(payload["exp"])
                slot.give_to(_get_key_space(), payload["jti"])
            self._send_or_raise(user, code)
        except BaseException:
            if slot is not None:
                slot.free()
            raise
        return token

    def check_code_token_and_code(self, token: str, code: str) -> Any:
        """Return the primary key of the user whom the token and its code identify.

        Raise `AuthenticationFailed` for a token that is not genuine,
        `CodeTokenExpiredError` for one that is too old, `IncorrectCodeError` for a
        wrong code, `TooManyAuthAttemptsError` if too many of them came with this token,
        and `TokenAlreadyUsedError` for a right code that was used before.
        """
        payload = self.decode_token(token)
        with use_keys(self._find_keys(token)):
            self._check_code(payload, code)
        return payload["uid"]

    def generate_verification_code(self) -> str:
        """Return a new random code."""
        return "".join(
            secrets.choice(self.code_chars) for _position in range(self.code_length)
        )

    def get_token_payload(self, user: Any, code: str) -> dict[str, Any]:
        """Return the claims of a new code token (RFC 7519, 4), ``jti`` first."""
        hashed_code, nonce = self.hash_verification_code(code)
        issued_at = int(time.time())
        lifetime = int(api_settings.CODE_EXPIRATION_TIME.total_seconds())
        return {
            "jti": secrets.token_urlsafe(api_settings.CODE_TOKEN_JTI_BYTES),
            "uid": user.pk if isinstance(user.pk, int) else str(user.pk),
            "vch": hashed_code,
            "vcn": nonce,
            "iat": issued_at,
            "exp": issued_at + lifetime,
        }

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

    def hash_verification_code(self, code: str) -> tuple[str, str]:
        """Return the hash of the code and the nonce that was hashed with it."""
        nonce = get_random_string(10)
        return make_password(self.extend_code(code, nonce)), nonce

    def is_verification_code_ok(self, code: str, nonce: str, hashed_code: str) -> bool:
        """Return whether this is the code that was hashed with the nonce."""
        return check_password(self.extend_code(code, nonce), hashed_code)

    def extend_code(self, code: str, nonce: str) -> str:
        """Return what is hashed for a code.

        The secret makes it useless to try codes against the hash in the code token,
        which the client can read.
        """
        return code + nonce + current_keys().extension_secret

    def _take_slot(self, user: Any) -> Slot | None:
        limit = api_settings.MAX_ACTIVE_CODE_TOKENS_PER_USER
        if limit is None:
            return None
        expires_at = int(
            time.time() + api_settings.CODE_EXPIRATION_TIME.total_seconds()
        )
        return take_slot(_get_key_space(), user.pk, expires_at, limit)

    def _send_or_raise(self, user: Any, code: str) -> None:
        try:
            self.send_verification_code(user, code)
        except sending.CodeSendingError as error:
            raise VerificationCodeSendingError(error) from error

    def _find_keys(self, token: str) -> CodeTokenKeys:
        accepted = all_keys()
        if len(accepted) > 1:
            try:
                return code_tokens.read(token, self.jwt_algorithm)[1]
            except APIException:
                pass  # Only an overridden `decode_token` could read it.
        return accepted[0]

    def _check_code(self, payload: dict[str, Any], code: str) -> None:
        limit = api_settings.MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN
        state = CodeTokenState(_get_key_space(), payload["jti"], payload["exp"], limit)
        proof = _make_proof(payload["jti"], code)
        state.check_unspent(proof)
        # Counted before the code is looked at.  Counting only failures, afterwards,
        # would let a burst of guesses in while the first is still being hashed.
        may_evaluate = state.count_attempt()
        hashed_code, nonce = payload["vch"], payload["vcn"]
        if not may_evaluate or not self.is_verification_code_ok(
            code, nonce, hashed_code
        ):
            raise IncorrectCodeError(payload["uid"])
        state.spend(proof)
        state.free_slot()


def _get_key_space() -> str:
    # Sites that share a cache server must not count each other's attempts.
    return hash_string("2fa-cache-" + current_keys().signing_key)[:16]


def _make_proof(jti: str, code: str) -> str:
    """Return what shows later, at no cost, that a code is the one that was right."""
    secret = current_keys().extension_secret
    message = f"{jti}:{code}".encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
