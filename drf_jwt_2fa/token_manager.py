"""The parts of issuing and checking code tokens that projects may override."""

from __future__ import annotations

from typing import Any

from . import sending
from .code_tokens import (
    challenges,
    checked as checked_tokens,
    contents,
    jwt as code_tokens,
)
from .code_tokens.checked import CheckedToken, PresentedToken
from .code_tokens.verification_codes import VerificationCodes
from .keys import current_keys
from .login import answering, evaluation


class CodeTokenManager(VerificationCodes):
    """Makes code tokens for users and decides whether a code is right.

    Every public method may be overridden, in a subclass or on an instance.  Any object
    with a `pk` (and, for the default sender, an `email`) serves as a user: nothing here
    touches a database, unless `drf_jwt_2fa.enrollment` is installed.
    """

    jwt_algorithm = "HS256"

    def create_code_token(self, user: Any) -> str:
        """Send a fresh code to the user and return the code token that goes with it.

        Raise `TooManyCodeTokensError` or `TooManyUnredeemedCodeTokensError` if the user
        has too many code tokens, `VerificationCodeSendingError` if the code could not
        be sent, and `CacheUnavailableError`; then no code token was issued.
        """
        return challenges.issue(user, self)

    def check_code_token_and_code(self, token: str, code: str) -> Any:
        """Return the primary key of the user whom the token and its code identify.

        Raise `AuthenticationFailed` for a token that is not genuine,
        `CodeTokenExpiredError` for one that is too old, `IncorrectCodeError` for a
        wrong code, `TooManyAuthAttemptsError` if too many of them came with this token,
        `TokenAlreadyUsedError` for a right code that was used before, and
        `CacheUnavailableError`.
        """
        checked = checked_tokens.check(token, self.decode_token)
        look = token.look_at_user if isinstance(token, PresentedToken) else None
        user_pk = evaluation.evaluate(checked, look or _look_at_nobody, code, self)
        if look is None:
            # No login is completed here, and a used code token takes no slot.
            checked.state.give_slot_back()
            answering.forget_step_ups(checked)
        return user_pk

    def get_token_payload(self, user: Any, code: str) -> dict[str, Any]:
        """Return the claims of a new code token (RFC 7519, 4), ``jti`` first."""
        hashed_code, nonce = self.hash_verification_code(code)
        return contents.make_claims(user, {"vch": hashed_code, "vcn": nonce})

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
        return code_tokens.read(token, self.jwt_algorithm)


def _look_at_nobody(token: CheckedToken) -> None:
    """Do nothing: callers of the manager alone check the user afterwards."""
