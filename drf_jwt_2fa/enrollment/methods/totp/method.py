"""Codes from an authenticator app (TOTP)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from ....methods import WrongAnswerError
from ....prepared import Given, Update
from ....settings import api_settings
from ...models import EnrolledMethod, TotpSecret, get_database
from ...store.secrets import seal_totp_secret, unseal_totp_secret
from ..base import EnrollableMethod, Setup
from . import rfc6238
from .qr_code import draw_qr_code

# With its secret: the app may have been replaced since the row was read.
_use_up = Update(
    lambda: TotpSecret.objects.filter(
        pk=Given("pk"), secret=Given("secret"), last_step__lt=Given("last_step", "step")
    ),
    last_step=Given("last_step", "step"),
)


@dataclass(frozen=True)
class _App:
    row: TotpSecret
    secret: bytes = field(repr=False)

    @property
    def parameters(self) -> rfc6238.Parameters:
        row = self.row
        return rfc6238.Parameters(row.digits, row.period, row.algorithm)


class TotpMethod(EnrollableMethod):
    """A code from an app that shares a secret with us (RFC 6238)."""

    name = "totp"
    amr = ("otp",)
    verbose_name = _("Authenticator app")
    related = ("totp",)

    def read_answer(self, answer: str) -> str:
        """Return the digits; raise `WrongAnswerError` if they are no code of an app."""
        code = rfc6238.read_answer(answer)
        if code is None:
            raise WrongAnswerError
        return code

    def load(self, row: EnrolledMethod) -> _App:
        """Return the secret; raise `SecretUnreadableError` if no key opens it."""
        app: TotpSecret | None = getattr(row, "totp", None)
        if app is None:
            raise WrongAnswerError
        return _App(app, unseal_totp_secret(app))

    def check_answer(self, loaded: _App, answer: str) -> None:
        """Raise `WrongAnswerError` if this app shows more digits, or fewer."""
        if len(answer) != loaded.row.digits:
            raise WrongAnswerError

    def is_right(self, loaded: _App, answer: str) -> bool:
        """Return whether the code is right, and its time step was not accepted before.

        RFC 6238, 5.2: a code is accepted once.
        """
        step = _find_step(loaded.secret, answer, loaded.parameters)
        if step is None:
            return False
        row = loaded.row
        return bool(
            _use_up.run(get_database(), pk=row.pk, secret=row.secret, step=step)
        )

    def set_up(self, user: Any) -> Setup:
        """Return a new secret, as text, as a URI for apps and as its QR code."""
        secret = secrets.token_bytes(rfc6238.SECRET_BYTES)
        # A user model may have numbers for names.
        account = str(user.get_username())
        uri = rfc6238.make_provisioning_uri(secret, account, api_settings.TOTP_ISSUER)
        shown = {
            "secret": rfc6238.write_secret(secret),
            "provisioning_uri": uri,
            "qr_code": draw_qr_code(uri),
        }
        return Setup(shown, secret)

    def confirm(self, user: Any, secret: bytes, answer: str) -> dict[str, Any]:
        """Return the columns of the secret; raise `WrongAnswerError` for a wrong code.

        The code that confirms is used up.
        """
        step = _find_step(secret, answer)
        if step is None:
            raise WrongAnswerError
        return {**seal_totp_secret(secret, user), "last_step": step}

    def keep(self, row: EnrolledMethod, confirmed: dict[str, Any]) -> None:
        """Write the secret, in place of an earlier one."""
        TotpSecret(method=row, **confirmed).save()


def _find_step(
    secret: bytes, code: str, parameters: rfc6238.Parameters = rfc6238.OURS
) -> int | None:
    window = api_settings.TOTP_VALID_WINDOW
    return rfc6238.find_step(secret, code, time.time(), window, parameters)
