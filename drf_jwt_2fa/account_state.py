"""Whether the access token of a request is of the present epoch of its user."""

from __future__ import annotations

import logging
from typing import Any

from rest_framework_simplejwt.tokens import Token

from .code_tokens import EPOCH_CLAIM
from .exceptions import LoginOutdatedError
from .methods import Factors, factors_of, get_store

logger = logging.getLogger(__name__)


def check_epoch(request: Any, user: Any) -> Factors:
    """Return the factors of the user; raise `LoginOutdatedError` for an old token.

    A token without the claim was issued by the project itself, or before the tables
    were there: it is good as long as no other token of the user carries one.
    """
    token = request.auth
    if not isinstance(token, Token):
        # `force_authenticate` and session authentication set none.
        logger.warning(
            "A step-up or a change of second factors needs an access token of Simple"
            " JWT; request.auth is %s",
            type(token).__name__,
        )
        raise LoginOutdatedError
    factors = factors_of(user)
    if not is_present(token, factors):
        raise LoginOutdatedError
    return factors


def is_present(token: Token, factors: Factors) -> bool:
    """Return whether the token is of the epoch of these factors."""
    if get_store() is None:
        return True
    epoch: Any = token.get(EPOCH_CLAIM)
    return epoch == factors.epoch and not isinstance(epoch, (bool, float))
