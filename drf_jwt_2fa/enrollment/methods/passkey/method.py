"""Passkeys as a second factor, and in place of the password."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from ....claims import PASSKEY_LOGIN, PURPOSE_CLAIM
from ....exceptions import UnknownPasskeyError
from ....methods import CREDENTIAL, Challenge, Codes, MalformedAnswerError
from ....settings import api_settings
from ...models import EnrolledMethod, Passkey
from ...store import passkeys as store
from ...store.guesses import note_right_answer
from ..base import (
    AlreadyEnrolledError,
    EnrollableMethod,
    Setup,
    TooManyEnrolledError,
)
from . import options, shape
from .assertion import check_assertion, check_signature
from .counters import note_use
from .description import describe_passkey, get_display_name
from .evidence import check_passwordless, get_amr
from .registration import check_registration
from .relying_party import get_relying_party, get_site_name, get_timeout
from .values import Assertion, CeremonyError, NewKey

T = TypeVar("T")

_CHALLENGE_BYTES = 32
# Beside the challenge, in what is kept between the two steps of a registration.
_NEEDS_UV = b"1"
_NEEDS_NO_UV = b"0"


@dataclass(frozen=True)
class _Confirmed:
    key: NewKey = field(repr=False)
    name: str


class PasskeyMethod(EnrollableMethod):
    """Keys of authenticators and password managers (WebAuthn Level 3).

    Wrong answers never disable it: nobody guesses a signature, and an attacker with the
    password must not be able to turn the safest method off.
    """

    name = store.PASSKEY
    amr = ("pop", "user")
    verbose_name = _("Passkey")
    answer_field = CREDENTIAL
    has_several = True

    def check_form(self, credential: Mapping[str, Any]) -> None:
        """Raise `MalformedAnswerError` for what is no assertion."""
        _read(shape.read_assertion, credential)

    def check_confirmation(self, credential: Mapping[str, Any]) -> None:
        """Raise `MalformedAnswerError` for what is no registration."""
        _read(shape.read_registration, credential)

    def begin(self, user: Any, codes: Codes) -> Challenge:
        """Return a challenge for the passkeys of the user."""
        return _make_challenge("preferred", store.list_keys(user.pk, self.name))

    def repeat(self, user: Any, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options of a challenge again, for the passkeys of the user."""
        return _make_options(
            claims["chg"], "preferred", store.list_keys(user.pk, self.name)
        )

    def begin_login(self) -> Challenge:
        """Return a challenge for any passkey that is a login by itself."""
        return _make_challenge("required", None)

    def identify(self, claims: Mapping[str, Any], answer: Any) -> Any:
        """Return the primary key of the user who has the passkey.

        Raise `UnknownPasskeyError` if nobody has it, and `WrongAnswerError` if it is
        not of the user whom the answer names.
        """
        assertion = _check(claims, answer)
        key = store.find_by_credential(assertion.credential_id)
        if key is None:
            raise UnknownPasskeyError
        # Here it is all that names a user (WebAuthn L3, 7.2, step 6).
        if assertion.user_handle is None or not _fits(assertion, key):
            raise CeremonyError("user_handle")
        return key.method.user_id

    def verify(
        self, user_pk: Any, claims: Mapping[str, Any], answer: Any, codes: Codes
    ) -> tuple[str, ...]:
        """Raise `WrongAnswerError` if this is no assertion by a passkey of the user.

        Return the values of ``amr`` that the passkey has earned.
        """
        assertion = _check(claims, answer)
        key = store.find_by_credential(assertion.credential_id)
        if key is None or not store.is_of(key, user_pk, self.name):
            raise CeremonyError("credential")
        if assertion.user_handle is not None and not _fits(assertion, key):
            raise CeremonyError("user_handle")
        if claims.get(PURPOSE_CLAIM) == PASSKEY_LOGIN:
            check_passwordless(key)
        check_signature(assertion, bytes(key.public_key))
        # After a password, user verification shows who has the key.  Without, a thief
        # of a key that had no PIN yet could have set one.
        has_password = PURPOSE_CLAIM not in claims
        initializes_uv = has_password and assertion.is_user_verified
        note_use(key, assertion, initializes_uv=initializes_uv)
        note_right_answer(key.method)
        return get_amr(
            is_synced=assertion.is_backup_eligible,
            is_user_verified=assertion.is_user_verified,
        )

    def set_up(self, user: Any, *, discoverable: bool = True) -> Setup:
        """Return the options for a new passkey (WebAuthn L3, 5.4).

        One that is not `discoverable` takes no room on a security key, and is no login
        by itself.  Raise `TooManyEnrolledError` if the user may have no more.
        """
        keys = store.list_keys(user.pk, self.name)
        if len(keys) >= api_settings.MAX_PASSKEYS_PER_USER:
            raise TooManyEnrolledError
        site, challenge = get_relying_party(), _make_random_challenge()
        needs_uv = discoverable and api_settings.PASSKEY_LOGIN
        shown = options.creation_options(
            challenge=challenge,
            rp_id=site.id,
            rp_name=get_site_name(),
            user_handle=store.get_user_handle(user),
            user_name=str(user.get_username()),
            display_name=get_display_name(user),
            timeout_ms=get_timeout(),
            algorithms=site.algorithms,
            exclude=keys,
            resident_key=_choose_residence(discoverable=discoverable),
            user_verification="required" if needs_uv else "preferred",
        )
        flag = _NEEDS_UV if needs_uv else _NEEDS_NO_UV
        return Setup({"challenge": shown}, challenge.encode() + flag)

    def confirm(
        self, user: Any, secret: bytes, answer: Any, *, name: str = ""
    ) -> _Confirmed:
        """Return the new passkey, for `keep`.

        Raise `WrongAnswerError` if it is not right, or another user has it, and
        `AlreadyEnrolledError` if this user has it.
        """
        key = check_registration(
            _read(shape.read_registration, answer),
            secret[:-1].decode(),
            get_relying_party(),
            needs_user_verification=secret[-1:] == _NEEDS_UV,
        )
        owner = store.find_owner(key.credential_id)
        if owner is not None:
            raise _refuse_taken(is_own=owner == user.pk)
        return _Confirmed(key, name or str(self.verbose_name))

    def get_amr(self, confirmed: _Confirmed) -> tuple[str, ...]:
        """Return the values of ``amr`` that the new passkey has earned."""
        key = confirmed.key
        return get_amr(
            is_synced=key.is_backup_eligible, is_user_verified=key.is_user_verified
        )

    def keep(self, row: EnrolledMethod, confirmed: _Confirmed) -> dict[str, Any]:
        """Write the passkey beside those that there are, and return it for the user."""
        if store.count_passkeys(row.user_id, self.name) >= (
            api_settings.MAX_PASSKEYS_PER_USER
        ):
            raise TooManyEnrolledError
        new = confirmed.key
        try:
            key = store.add_passkey(
                row,
                confirmed.name,
                new.credential_id,
                public_key=new.public_key,
                sign_count=new.sign_count,
                is_backup_eligible=new.is_backup_eligible,
                is_backed_up=new.is_backed_up,
                is_uv_initialized=new.is_user_verified,
                is_discoverable=new.is_discoverable,
                transports=new.transports,
                aaguid=new.aaguid,
            )
        except store.PasskeyTakenError as error:
            raise _refuse_taken(is_own=error.is_own) from error
        return {"passkey": describe_passkey(key)}


def _make_random_challenge() -> str:
    return secrets.token_urlsafe(_CHALLENGE_BYTES)


def _make_challenge(
    user_verification: str, keys: list[tuple[bytes, list[str]]] | None
) -> Challenge:
    challenge = _make_random_challenge()
    public = _make_options(challenge, user_verification, keys)
    return Challenge({"chg": challenge}, public=public)


def _make_options(
    challenge: str,
    user_verification: str,
    keys: list[tuple[bytes, list[str]]] | None,
) -> dict[str, Any]:
    return options.request_options(
        challenge, get_relying_party().id, get_timeout(), user_verification, keys
    )


def _check(claims: Mapping[str, Any], answer: Any) -> Assertion:
    """Return the assertion, with all of it checked that takes no key."""
    read = _read(shape.read_assertion, answer)
    challenge = claims.get("chg")
    # A project may sign code tokens of its own; none without a challenge is answered.
    if not isinstance(challenge, str):
        raise CeremonyError("challenge")
    return check_assertion(
        read,
        challenge,
        get_relying_party(),
        needs_user_verification=claims.get(PURPOSE_CLAIM) == PASSKEY_LOGIN,
    )


def _read(read: Callable[[Any], T], credential: Any) -> T:
    try:
        return read(credential)
    except shape.MalformedCredentialError as error:
        raise MalformedAnswerError(str(error)) from error


def _fits(assertion: Assertion, key: Passkey) -> bool:
    return assertion.user_handle == store.get_handle_of(key)


def _choose_residence(*, discoverable: bool) -> str:
    if not discoverable:
        return "discouraged"
    return "required" if api_settings.PASSKEY_LOGIN else "preferred"


def _refuse_taken(*, is_own: bool) -> Exception:
    return AlreadyEnrolledError() if is_own else CeremonyError("taken")
