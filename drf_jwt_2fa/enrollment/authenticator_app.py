"""Codes from an authenticator app (TOTP)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from ..code_tokens import PURPOSE_CLAIM
from ..methods import Codes, WrongAnswerError, get_methods
from ..settings import api_settings
from . import accounts, pending_enrollments, totp
from .answers import judge, judge_step_up
from .enrollable import EnrollableMethod
from .models import PendingEnrollment, TotpSecret, get_database
from .qr_codes import draw_qr_code
from .recovery_codes import RecoveryCodeMethod
from .rows import get_enabled_methods, put
from .secrets_at_rest import (
    seal_totp_secret,
    unseal_pending_secret,
    unseal_totp_secret,
)


class TotpMethod(EnrollableMethod):
    """A code from an app that shares a secret with us (RFC 6238)."""

    name = "totp"
    amr = ("otp",)

    def verify(
        self, user_pk: Any, claims: Mapping[str, Any], answer: str, codes: Codes
    ) -> None:
        """Raise `WrongAnswerError` if the code is not right, or was accepted before.

        One that cannot be a code does not count as wrong.  Raise
        `SecretUnreadableError` if there is no telling.
        """
        code = totp.read_answer(answer)
        enabled = get_enabled_methods(user_pk).filter(name=self.name)
        row = enabled.filter(totp__isnull=False).select_related("totp").first()
        if code is None or row is None:
            raise WrongAnswerError
        secret = unseal_totp_secret(row.totp)
        is_right = partial(_accept, row.totp, secret, code)
        if PURPOSE_CLAIM in claims:
            judge_step_up(row, is_right)
        else:
            judge(row, is_right)

    def begin_enrollment(self, user: Any, login: str) -> dict[str, Any]:
        """Return a new secret, as text, as a URI for apps and as its QR code.

        It replaces one that was begun before; what is enrolled stays as it is.
        """
        secret = secrets.token_bytes(totp.SECRET_BYTES)
        pending_enrollments.begin(user, self.name, login, secret)
        issuer = api_settings.TOTP_ISSUER
        # A user model may count its users.
        account = str(user.get_username())
        uri = totp.make_provisioning_uri(secret, account, issuer)
        return {
            "secret": totp.write_secret(secret),
            "provisioning_uri": uri,
            "qr_code": draw_qr_code(uri),
        }

    def finish_enrollment(self, user: Any, login: str, answer: str) -> dict[str, Any]:
        """Enrol the app, in place of an earlier one.

        Return new `recovery_codes` if the user has none.  Raise `WrongAnswerError` if
        this is not a code of the app, and `NoPendingEnrollmentError` if this login has
        begun none in the last 10 minutes, or has failed too often.
        """
        pending = pending_enrollments.find(user, self.name, login)
        code = totp.read_answer(answer)
        if code is None:
            raise WrongAnswerError
        pending_enrollments.count_attempt(pending)
        secret = unseal_pending_secret(pending)
        step = _find_step(secret, code)
        if step is None:
            raise WrongAnswerError
        is_new = _enroll(user, pending, secret, step)
        codes = _make_recovery_codes(user)
        accounts.tell_enrolled(user, self.name, replaced=not is_new)
        return {"recovery_codes": codes} if codes else {}


def _make_recovery_codes(user: Any) -> list[str]:
    """Return new codes, none if the user has some, or could not use them."""
    recovery = RecoveryCodeMethod()
    return recovery.make_first_codes(user) if recovery.name in get_methods() else []


def _find_step(secret: bytes, code: str) -> int | None:
    return totp.find_step(secret, code, time.time(), api_settings.TOTP_VALID_WINDOW)


def _accept(row: TotpSecret, secret: bytes, code: str) -> bool:
    """Return whether the code is right, and its time step was not accepted yet.

    The condition is part of the update: of many at once, one is accepted.
    """
    step = _find_step(secret, code)
    if step is None:
        return False
    # With its secret: the app may have been replaced since the row was read.
    newer = TotpSecret.objects.filter(pk=row.pk, secret=row.secret, last_step__lt=step)
    return bool(newer.update(last_step=step))


def _enroll(user: Any, pending: PendingEnrollment, secret: bytes, step: int) -> bool:
    """Return whether the user had no app before this one."""
    with transaction.atomic(using=get_database()):
        pending_enrollments.take(pending)
        method, is_new = accounts.enroll(user, pending.name)
        columns = {**seal_totp_secret(secret, user), "last_step": step}
        put(TotpSecret, {"method": method}, columns)
    return is_new
