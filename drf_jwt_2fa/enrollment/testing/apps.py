"""Authenticator apps and recovery codes for the tests of projects."""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from ..methods import TotpMethod
from ..methods.recovery_code.method import count_left, prepare_codes, write_codes
from ..methods.totp import rfc6238
from ..models import TotpSecret, get_database
from ..store.rows import RECOVERY_CODE
from ..store.secrets import seal_totp_secret
from .rows import enroll


@dataclass(frozen=True)
class App:
    """The authenticator app of a user."""

    user: Any
    secret: bytes = field(repr=False)

    def code(self) -> str:
        """Return the present code, which is good once.

        This call makes a used code good again: tests need not wait for the next 30
        seconds.
        """
        step = rfc6238.get_step(time.time())
        mine = TotpSecret.objects.filter(
            method__user_id=self.user.pk, method__name=TotpMethod.name
        )
        mine.update(last_step=step - 1)
        return rfc6238.make_code(self.secret, step)

    def make_recovery_codes(self) -> list[str]:
        """Return ten new recovery codes of the user, none if there are some already."""
        if count_left(self.user.pk):
            return []
        rows, codes = prepare_codes(self.user)
        with transaction.atomic(using=get_database()):
            write_codes(enroll(self.user, RECOVERY_CODE), rows)
        return codes


def enroll_app(user: Any) -> App:
    """Enrol an authenticator app for the user, and return it.

    It is as if that was long ago: no mail, no signal, and no recovery codes yet.
    """
    secret = secrets.token_bytes(rfc6238.SECRET_BYTES)
    with transaction.atomic(using=get_database()):
        method = enroll(user, TotpMethod.name)
        TotpSecret.objects.update_or_create(
            method=method,
            defaults={
                **seal_totp_secret(secret, user),
                **asdict(rfc6238.OURS),
                "last_step": -1,
            },
        )
    return App(user, secret)
