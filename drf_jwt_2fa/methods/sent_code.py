"""Methods that send a code, which needs no enrolment; one of them is the default."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import partial
from typing import Any

from .. import sending
from ..masking import mask_email_address
from ..utils import get_email_address
from .base import Challenge, Codes, Method, WrongAnswerError


class SentCodeMethod(Method):
    """The base of methods that send a code on a way of their own: override `send`."""

    amr = ("otp",)

    @abstractmethod
    def send(self, user: Any, code: str) -> None:
        """Send the code; raise `CodeSendingError` if it could not be sent."""

    def begin(self, user: Any, codes: Codes) -> Challenge:
        """Return a challenge that sends a fresh code."""
        code = codes.generate_verification_code()
        hashed_code, nonce = codes.hash_verification_code(code)
        claims = {"vch": hashed_code, "vcn": nonce}
        return Challenge(claims, partial(self.send, user, code))

    def verify(
        self, user_pk: Any, claims: Mapping[str, Any], answer: str, codes: Codes
    ) -> None:
        """Raise `WrongAnswerError` if this is not the code that was sent."""
        if not codes.is_verification_code_ok(answer, claims["vcn"], claims["vch"]):
            raise WrongAnswerError


class CodeSender(SentCodeMethod):
    """The default: a code that ``CODE_SENDER`` sends, by e-mail if not set."""

    name = "code-sender"

    def get_destination(self, user: Any) -> str | None:
        """Return the masked e-mail address, if that is where the code goes."""
        address = get_email_address(user)
        return mask_email_address(address) if address else None

    def send(self, user: Any, code: str) -> None:
        """Send the code with ``CODE_SENDER``; raise `CodeSendingError` if it fails."""
        sending.send_verification_code(user, code)

    def begin(self, user: Any, codes: Codes) -> Challenge:
        """Return a challenge made of what a project may override."""
        code = codes.generate_verification_code()
        claims = codes.get_token_payload(user, code)
        return Challenge(claims, partial(codes.send_verification_code, user, code))
