"""The base class of methods of the second factor: the same verbs for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.checks import CheckMessage

from .factors import Factors

CODE = "code"
CREDENTIAL = "credential"


class WrongAnswerError(Exception):
    """The answer to a challenge is not right.

    `reason` is a word for the log, where a method knows more than that.
    """

    reason: str = ""


class MalformedAnswerError(WrongAnswerError):
    """The answer cannot be one to any challenge; its text says why, for the client."""


class MethodUnavailableError(Exception):
    """The method does not work for the user, and the fault is the server's."""


class Codes(Protocol):
    """An object that makes and compares codes, for methods that send codes.

    It is the token manager, so that a project's overrides take effect.
    """

    @property
    def code_chars(self) -> str:
        """The characters that codes are made of; ``CODE_CHARACTERS`` if it is missing.

        What users type is read as a code of these characters.
        """

    def generate_verification_code(self) -> str:
        """Return a new random code."""

    def hash_verification_code(self, code: str) -> tuple[str, str]:
        """Return the hash of the code and the nonce that was hashed with it."""

    def is_verification_code_ok(self, code: str, nonce: str, hashed_code: str) -> bool:
        """Return whether this is the code that was hashed with the nonce."""

    def get_token_payload(self, user: Any, code: str) -> dict[str, Any]:
        """Return the claims of a code token for a code that is sent."""

    def send_verification_code(self, user: Any, code: str) -> None:
        """Send the code with ``CODE_SENDER``."""


@dataclass(frozen=True)
class Challenge:
    """A question that a method asks the user.

    `claims` are signed into the code token, where the client can read them.  `public`
    is what the client needs to answer, a JSON object; it is empty if a person answers.
    `deliver` is called when the code token is made; it raises `CodeSendingError` if the
    user cannot be reached.
    """

    claims: Mapping[str, Any] = field(default_factory=dict)
    deliver: Callable[[], None] = lambda: None
    public: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Method:
    """A method of the second factor.  One object serves all users, at once.

    It knows nothing of requests, tokens or the cache: its caller enforces the limits.
    """

    name: str
    """The name in requests, answers and ``acr``: lower case, with hyphens."""

    verbose_name: Any = ""
    """The name in notices and in the admin; `name` is used if it is empty."""

    amr: tuple[str, ...] = ()
    """Its values in the ``amr`` claim (RFC 8176, 2), unless `verify` returns others."""

    answer_field: str = CODE
    """The field of requests that has the answer: `CODE`, or `CREDENTIAL` for a JSON
    object, such as that of a WebAuthn authenticator.
    """

    sends = False
    """True if a challenge is sent to the user.

    Otherwise a new challenge replaces the last one and takes no slot.
    """

    needs_enrollment = False
    """True if users have to set it up before they can use it."""

    proves_second_factor = True
    """False if its logins prove no more than the password."""

    can_trust_devices = True
    """True if a login by it may make the device a trusted one."""

    use_schema: Mapping[str, Any] = {}
    """The schemas (OpenAPI) of what `describe_use` adds to answers, by key."""

    def is_usable(self, factors: Factors) -> bool:
        """Return whether a user with these factors can answer a challenge."""
        if not self.needs_enrollment:
            return True
        enrolled = factors.find(self.name)
        return enrolled is not None and not enrolled.is_disabled

    def can_reach(self, user: Any) -> bool:
        """Return whether a challenge can reach a user who need not enrol the method.

        The method is not offered to others, such as users without a phone number.
        """
        return True

    def get_destination(self, user: Any) -> str | None:
        """Return where the user finds the code, masked; `None` if it is not sent."""
        return None

    def begin(self, user: Any, codes: Codes) -> Challenge:
        """Return a new challenge for the user."""
        return Challenge()

    def repeat(self, user: Any, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what `begin` returned as `public`, from the claims of the code token.

        A page that is shown again, such as that of the admin, asks for it.
        """
        return {}

    def check_form(self, credential: Mapping[str, Any]) -> None:
        """Raise `MalformedAnswerError` if the JSON object cannot be an answer.

        Such a request counts as no attempt.
        """

    def identify(self, claims: Mapping[str, Any], answer: Any) -> Any:
        """Return the primary key of the user whom the answer names.

        It is asked where the code token names no user; `verify` comes afterwards.
        Raise `WrongAnswerError` if the answer names nobody.
        """
        raise WrongAnswerError

    def verify(
        self, user_pk: Any, claims: Mapping[str, Any], answer: Any, codes: Codes
    ) -> tuple[str, ...] | None:
        """Raise `WrongAnswerError` if the answer to the challenge is not right.

        `claims` are those of the code token, and `user_pk` is its user's primary key.
        `answer` is text, or a mapping if `answer_field` is `CREDENTIAL`.

        Return the values of ``amr`` that this answer has earned, or `None` for those of
        the method.
        """
        raise WrongAnswerError

    def describe_use(self, user: Any) -> dict[str, Any]:
        """Return what to add to the answer of a login, beside its tokens."""
        return {}

    def check(self) -> list[CheckMessage]:
        """Return the findings of a check of the method's configuration."""
        return []
