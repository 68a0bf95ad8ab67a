"""Methods that send a code and need no enrolment; one of them is the default."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from .. import sending
from ..claims import PURPOSE_CLAIM
from ..sending.masking import mask_email_address
from ..settings import api_settings
from ..utils import get_email_address
from .base import Challenge, Codes, Method, WrongAnswerError
from .factors import Factors, get_store
from .typed_answers import TypedAnswer, read_code


@dataclass(frozen=True)
class _Delivery:
    """The delivery of a code; unlike a `partial`, its `repr` does not show it."""

    send: Callable[[Any, str], Any]
    user: Any
    code: str = field(repr=False)

    def __call__(self) -> None:
        self.send(self.user, self.code)


class SentCodeMethod(Method):
    """The base of methods that send a code in their own way: override `send`."""

    amr = ("otp",)
    sends = True

    def is_usable(self, factors: Factors) -> bool:
        """Return whether the user may get a code: too many wrong ones disable sent
        codes.
        """
        return not factors.are_sent_codes_disabled

    @abstractmethod
    def send(self, user: Any, code: str) -> None:
        """Send the code; raise `CodeSendingError` if it could not be sent."""

    def begin(self, user: Any, codes: Codes) -> Challenge:
        """Return a challenge that sends a fresh code."""
        code = codes.generate_verification_code()
        hashed_code, nonce = codes.hash_verification_code(code)
        claims = {"vch": hashed_code, "vcn": nonce}
        return Challenge(claims, _Delivery(self.send, user, code))

    def verify(
        self, user_pk: Any, claims: Mapping[str, Any], answer: str, codes: Codes
    ) -> None:
        """Raise `WrongAnswerError` if this is not the code that was sent.

        An answer typed by a person is read as a code of the characters that codes are
        made of; any other is compared as it is.
        """
        with _counting(user_pk, claims, self.name):
            self._compare(claims, answer, codes)

    def _compare(self, claims: Mapping[str, Any], answer: str, codes: Codes) -> None:
        nonce, hashed_code = claims["vcn"], claims["vch"]
        for code in _find_meanings(answer, codes):
            if codes.is_verification_code_ok(code, nonce, hashed_code):
                return
        raise WrongAnswerError


def _find_meanings(answer: str, codes: Codes) -> list[str]:
    """Return the readings of the answer: one code, or two if they differ."""
    if not isinstance(answer, TypedAnswer):
        return [answer]
    # Any object with the methods of 1.0.0 may take the manager's place.
    characters = getattr(codes, "code_chars", api_settings.CODE_CHARACTERS)
    # `secrets.choice` takes a list of them, too.
    code = read_code(answer, "".join(characters))
    # As it was sent, too: a project may make codes of other characters than those.
    return list(dict.fromkeys((code, str(answer))))


class CodeSender(SentCodeMethod):
    """The default: a code that ``CODE_SENDER`` sends, by e-mail if not set."""

    name = "code-sender"
    verbose_name = _("Code that is sent")

    def get_destination(self, user: Any) -> str | None:
        """Return the masked e-mail address, if that is where the code goes."""
        address = get_email_address(user)
        return mask_email_address(address) if address else None

    def send(self, user: Any, code: str) -> None:
        """Send the code with ``CODE_SENDER``; raise `CodeSendingError` if it fails."""
        sending.send_verification_code(user, code)

    def begin(self, user: Any, codes: Codes) -> Challenge:
        """Return a challenge made with the methods that a project may override."""
        code = codes.generate_verification_code()
        claims = codes.get_token_payload(user, code)
        return Challenge(claims, _Delivery(codes.send_verification_code, user, code))


@contextmanager
def _counting(user_pk: Any, claims: Mapping[str, Any], name: str) -> Iterator[None]:
    """Count wrong codes in a row, where there is a table to count them in.

    The cache limits the guesses of a day.  NIST SP 800-63B-4, 3.2.2 limits consecutive
    wrong codes, however long they take, and a cache forgets.
    """
    store = get_store()
    if store is None:
        yield
    elif PURPOSE_CLAIM in claims:
        # They are forgotten when the step-up is complete.
        store.count_step_up(user_pk)
        yield
    else:
        number = store.count_sent_code(user_pk, name)
        try:
            yield
        except WrongAnswerError:
            store.note_wrong_sent_code(user_pk, number, name)
            raise
        store.forget_sent_codes(user_pk)
