"""The queries of passkeys, and of the user handles that they are made for."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..models import Account, EnrolledMethod, Passkey, get_database
from .accounts import begin_account
from .rows import MOST_WRONG_ANSWERS

# The name of the method in the URLs of its endpoints.
PASSKEY = "passkey"
_HANDLE_BYTES = 64


class PasskeyTakenError(Exception):
    """The passkey is enrolled already; `is_own` says whether by the same user."""

    def __init__(self, *, is_own: bool) -> None:
        super().__init__()
        self.is_own = is_own


class PasskeyNotFoundError(Exception):
    """The user has no such passkey (any more)."""


def get_user_handle(user: Any) -> str:
    """Return the user handle, in base64url; the user gets one if there is none yet.

    It stays for ever, and nothing can be read from it (WebAuthn L3, 14.6.1).
    """
    handle = find_user_handle(user.pk)
    if handle is None:
        begin_account(user)
        new = secrets.token_urlsafe(_HANDLE_BYTES)
        row = Account.objects.filter(user_id=user.pk, user_handle=None)
        row.update(user_handle=new)
        # Another request may have been first.
        handle = find_user_handle(user.pk)
    return str(handle)


def find_user_handle(user_pk: Any) -> str | None:
    """Return the user handle, `None` if the user has never set a passkey up."""
    row = Account.objects.filter(user_id=user_pk)
    handle: str | None = row.values_list("user_handle", flat=True).first()
    return handle


def find_passkeys(user_pk: Any, name: str) -> list[Passkey]:
    """Return the passkeys of the user, the most recently used one first.

    `name` is that of the method.
    """
    mine = Passkey.objects.filter(method__user_id=user_pk, method__name=name)
    # Databases do not agree on the place of those that were never used.
    keys = list(mine.order_by("-pk"))
    keys.sort(key=lambda key: key.last_used_at or key.created_at, reverse=True)
    return keys


def list_keys(user_pk: Any, name: str) -> list[tuple[bytes, list[str]]]:
    """Return the IDs and transports of the passkeys of the user, for options."""
    return [
        (bytes(key.credential_id), get_transports(key))
        for key in find_passkeys(user_pk, name)
    ]


def count_passkeys(user_pk: Any, name: str) -> int:
    """Return how many passkeys the user has."""
    mine = Passkey.objects.filter(method__user_id=user_pk, method__name=name)
    return int(mine.count())


def find_by_credential(credential_id: bytes) -> Passkey | None:
    """Return the passkey with its method and user, whoever has it, `None` without one.

    Credential IDs are unique over all users.
    """
    same = Passkey.objects.filter(credential_hash=_hash(credential_id))
    return same.select_related("method__user__drf_jwt_2fa_account").first()


def is_of(key: Passkey, user_pk: Any, name: str) -> bool:
    """Return whether the passkey is of the enabled method of this name of the user."""
    method = key.method
    is_full = method.wrong_answers >= MOST_WRONG_ANSWERS
    is_enabled = method.disabled_at is None and not is_full
    # A code token has keys of other types than numbers as text.
    is_own = str(method.user_id) == str(user_pk)
    return is_own and is_enabled and method.name == name


def get_handle_of(key: Passkey) -> str | None:
    """Return the user handle that the passkey was made for."""
    account = getattr(key.method.user, "drf_jwt_2fa_account", None)
    return key.user_handle or (account and account.user_handle)


def add_passkey(
    method: EnrolledMethod, name: str, credential_id: bytes, **columns: Any
) -> Passkey:
    """Return the new passkey; raise `PasskeyTakenError` if anybody has it."""
    transports = json.dumps(list(columns.pop("transports")))
    columns.setdefault("created_at", timezone.now())
    row = Passkey(
        method=method,
        name=name,
        credential_id=credential_id,
        credential_hash=_hash(credential_id),
        transports=transports,
        **columns,
    )
    try:
        with transaction.atomic(using=get_database()):
            row.save()
    except IntegrityError as error:
        # Between the look at it and now.
        taken = find_owner(credential_id)
        raise PasskeyTakenError(is_own=taken == method.user_id) from error
    return row


def find_owner(credential_id: bytes) -> Any:
    """Return the primary key of the user who has the passkey, `None` without one."""
    same = Passkey.objects.filter(credential_hash=_hash(credential_id))
    return same.values_list("method__user_id", flat=True).first()


def note_use(key: Passkey, sign_count: int, **columns: Any) -> bool:
    """Write the counter and the time of a use; return whether the counter grew.

    One statement decides among uses at the same moment.  Authenticators that do not
    count always send 0 (WebAuthn L3, 6.1.1).
    """
    row = Passkey.objects.filter(pk=key.pk)
    counts = sign_count or key.sign_count
    row = row.filter(sign_count__lt=sign_count) if counts else row.filter(sign_count=0)
    now = timezone.now()
    return bool(row.update(sign_count=sign_count, last_used_at=now, **columns))


def note_use_of_copy(key: Passkey, **columns: Any) -> None:
    """Write the time of a use of a synced passkey: its copies count apart."""
    Passkey.objects.filter(pk=key.pk).update(last_used_at=timezone.now(), **columns)


def suspect(key: Passkey) -> bool:
    """Mark the passkey as one that may have a copy; return whether that is new."""
    row = Passkey.objects.filter(pk=key.pk, suspected_at=None)
    return bool(row.update(suspected_at=timezone.now()))


def rename_passkey(user_pk: Any, name: str, uid: UUID, new_name: str) -> Passkey:
    """Return the renamed passkey; raise `PasskeyNotFoundError`."""
    key = find_passkey(user_pk, name, uid)
    Passkey.objects.filter(pk=key.pk).update(name=new_name)
    key.name = new_name
    return key


def find_passkey(user_pk: Any, name: str, uid: UUID) -> Passkey:
    """Return the passkey of the user; raise `PasskeyNotFoundError`."""
    mine = Passkey.objects.filter(method__user_id=user_pk, method__name=name, uid=uid)
    key: Passkey | None = mine.first()
    if key is None:
        raise PasskeyNotFoundError
    return key


def get_transports(key: Passkey) -> list[str]:
    """Return the transports as the client gave them."""
    transports: list[str] = json.loads(key.transports)
    return transports


def _hash(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
