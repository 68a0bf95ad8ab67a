"""Let the session go on in which a user has set a new password; all others end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework_simplejwt.tokens import Token

from ..login import auth_tokens
from ..login.revocation import revoke_refresh_tokens
from ..login.sessions import Beginning, find_session
from ..methods import factors_of, get_store
from .families import parse_session
from .models import EndedBy, Session
from .starting import start


def renew_session(request: Request, user: Any) -> dict[str, str]:
    """Return new tokens for the session of the request, and end all of the user.

    Call it where a view has saved a new password, and return the tokens: like Django's
    `update_session_auth_hash`.  They show what the access token of the request shows,
    and are of a new session in place of the present one (ASVS 5, 7.2.4).  Raise
    `AuthenticationFailed` if that one has ended.
    """
    present = find_session(request.auth)
    mine = Session.objects.filter(user_id=user.pk)
    before = mine.filter(pk=parse_session(present)).first() if present else None
    revoke_refresh_tokens(user, present, EndedBy.PASSWORD.value)
    store, factors = get_store(), factors_of(user)
    if store is not None:
        factors = store.begin_epoch(user, factors)
    claims = _find_claims(request.auth, before)
    token_class = auth_tokens.get_token_class()
    token = auth_tokens.make_token(user, token_class, claims, factors.epoch)
    start(token, Beginning(user, factors.epoch, claims, request, replaced=present))
    return auth_tokens.write_tokens(token)


def _find_claims(token: Any, before: Session | None) -> Mapping[str, Any]:
    """Return what the access token shows of its login.

    The session may show more: a copy of an access token from before a step-up must not
    become one from after it.
    """
    kept = Session(auth_time=0) if before is None else before
    known = {"acr": kept.acr, "amr": kept.amr.split(), "auth_time": kept.auth_time}
    if isinstance(token, Token) and "auth_time" in token:
        known.update({name: token.get(name, known[name]) for name in known})
    return known
