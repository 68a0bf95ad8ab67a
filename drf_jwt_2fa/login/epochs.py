"""Compare the epoch of an access token with that of its user."""

from __future__ import annotations

import logging
from typing import Any

from rest_framework_simplejwt.tokens import Token

from ..claims import EPOCH_CLAIM
from ..exceptions import LoginOutdatedError
from ..methods import Factors, factors_of, get_store

logger = logging.getLogger(__name__)


def check_epoch(request: Any, user: Any) -> Factors:
    """Return the factors of the user; raise `LoginOutdatedError` for an old token.

    A token without the claim was issued by the project itself, or before the tables
    existed: it is valid as long as no other token of the user carries the claim.
    """
    factors = factors_of(user)
    if not is_present(request.auth, factors):
        require_token(request)
        raise LoginOutdatedError
    return factors


def is_present(token: Any, factors: Factors) -> bool:
    """Return whether the access token has the epoch of these factors."""
    if get_store() is None:
        return True
    epoch = token.get(EPOCH_CLAIM) if isinstance(token, Token) else None
    return epoch == factors.epoch and not isinstance(epoch, (bool, float))


def require_token(request: Any) -> Token:
    """Return the access token of the request; raise `LoginOutdatedError` without one.

    Nothing else tells one login of a user from another.
    """
    if not has_token(request):
        raise LoginOutdatedError
    token: Token = request.auth
    return token


def has_token(request: Any) -> bool:
    """Return whether the request has an access token of Simple JWT; log a hint if not.

    `force_authenticate` and session authentication set none.
    """
    if isinstance(request.auth, Token):
        return True
    logger.warning(
        "Checking the second factor needs an access token of Simple JWT, and"
        " request.auth is of type %s",
        type(request.auth).__name__,
    )
    return False
