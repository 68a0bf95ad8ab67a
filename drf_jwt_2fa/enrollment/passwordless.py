"""Begin logins with a passkey and without a password."""

from __future__ import annotations

import time
from typing import Any

from ..claims import METHOD_CLAIM, PASSKEY_LOGIN, PURPOSE_CLAIM
from ..code_tokens.contents import make_anonymous_claims
from ..methods import get_methods, may_be_trusted
from ..settings import api_settings
from ..token_manager import CodeTokenManager
from .store.passkeys import PASSKEY


def find_login_method() -> Any:
    """Return the method whose keys are logins by themselves, `None` without one."""
    method = get_methods().get(PASSKEY) if api_settings.PASSKEY_LOGIN else None
    return method if method is not None and may_be_trusted(method) else None


def begin(method: Any, manager: CodeTokenManager) -> dict[str, Any]:
    """Return a code token of no user, and the challenge that goes with it.

    Nothing is stored: requests of anybody must not fill the cache.  The code token is
    used up when its answer is right, and until then each answer counts.
    """
    challenge = method.begin_login()
    claims = make_anonymous_claims(challenge.claims)
    claims[METHOD_CLAIM], claims[PURPOSE_CLAIM] = method.name, PASSKEY_LOGIN
    return {
        "token": str(manager.encode_token(claims)),
        "expires_in": int(claims["exp"] - time.time()),
        "challenge": challenge.public,
    }
