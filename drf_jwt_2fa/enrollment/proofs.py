"""Check the step-up that a change needs, and issue new tokens after the change."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from ..claims import STEP_UP
from ..code_tokens.checked import CheckedToken
from ..code_tokens.fingerprints import (
    account_fingerprint,
    bind_password,
)
from ..exceptions import NoUsableMethodError, Reason, RefusedError
from ..keys import current_keys
from ..login import answering, auth_tokens, completion
from ..login.auth_tokens import Evidence
from ..login.enrollment_tokens import EnrollmentToken
from ..login.epochs import require_token
from ..login.looks import Look
from ..login.revocation import revoke_refresh_tokens
from ..login.sessions import find_session
from ..methods import Factors, is_trusted
from ..token_manager import CodeTokenManager
from ..users import password_fingerprint
from ..utils import hash_string
from .exceptions import IncorrectProofError


class _ProofLook(Look):
    """The check that the user of a code token is the signed-in user."""

    def __init__(self, user: Any, known: Factors) -> None:
        super().__init__(user)
        self._known = known

    def read_factors(self) -> Factors:
        """Return the factors that were read when the access token was checked."""
        return self._known

    def check(self, token: CheckedToken) -> None:
        """Raise if this is not a step-up of the user by a trusted method."""
        user_pk = self.user.pk if isinstance(self.user.pk, int) else str(self.user.pk)
        if token.purpose != STEP_UP:
            raise RefusedError(Reason.NOT_A_STEP_UP, token.user_pk)
        if token.user_pk != user_pk:
            raise RefusedError(Reason.TOKEN_OF_ANOTHER_USER, token.user_pk)
        super().check(token)
        if not is_trusted(token.method, self.user):
            raise NoUsableMethodError


def check_proof(
    request: Request,
    factors: Factors,
    code_token: str,
    given: Any,
    manager: CodeTokenManager,
) -> Evidence:
    """Use up a step-up of the user with its answer; return what it proved.

    It leaves it to the change to forget the wrong answers to step-ups.

    Raise `IncorrectProofError` if it is not one.  A stolen access token, however fresh,
    is no proof: changes take the second factor itself.
    """
    look = _ProofLook(request.user, factors)
    try:
        verified = answering.answer(manager, code_token, given, request, look)
    except (AuthenticationFailed, NoUsableMethodError) as error:
        raise IncorrectProofError from error
    completion.settle(verified)
    return verified.evidence


def get_login(request: Request, factors: Factors) -> str:
    """Return an identifier of the login that the access token comes from.

    A new password or an enrolment changes it: an attacker with the token must not
    finish what they began before.
    """
    if isinstance(request.auth, EnrollmentToken):
        return f"enrollment:{request.auth.id}"
    token = require_token(request)
    user, secret = request.user, current_keys().extension_secret
    account = account_fingerprint(user, factors.epoch, secret)
    bound = bind_password(account, password_fingerprint(user), secret)
    # The project may have put anything there, and more than the column holds.
    auth_time = hash_string(repr(token.get("auth_time")))
    return f"auth_time:{auth_time}:{bound}"


def renew_tokens(
    user: Any, evidence: Evidence, epoch: int, request: Request | None = None
) -> dict[str, str]:
    """End the refresh tokens of the user, and return new tokens of this epoch.

    The session of the request goes on under another name (ASVS 5, 7.2.4); all others
    end.  Raise `AuthenticationFailed` if it has ended meanwhile.

    It is the epoch of the change, not the present one: a reset in the meantime voids
    these tokens, too.
    """
    present = find_session(getattr(request, "auth", None))
    revoke_refresh_tokens(user, present)
    token_class = auth_tokens.get_token_class()
    factors = Factors(epoch=epoch)
    return completion.issue_tokens(
        user, token_class, evidence, factors, request, replaced=present
    )
