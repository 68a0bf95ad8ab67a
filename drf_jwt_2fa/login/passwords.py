"""Check the user name and password of a login."""

from __future__ import annotations

import inspect
import logging
from typing import Any

from django.contrib.auth import authenticate, get_backends, get_user_model
from django.core.exceptions import MultipleObjectsReturned
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from ..sending.redaction import without_secret
from ..state import noticing_rehashes
from ..users import UNFINDABLE, on_primary

logger = logging.getLogger(__name__)


def authenticate_by_password(
    request: Request | None, username: str, password: str
) -> Any:
    """Return the user with this name and password, `None` if there is none."""
    name = _normalize(username)
    try:
        with noticing_rehashes():
            user = _authenticate(get_http_request(request), name, password)
    except (*UNFINDABLE, MultipleObjectsReturned) as error:
        # bcrypt and its 72 bytes, a name for a user model with numbers for names, two
        # users with one name: what cannot be looked up is wrong.
        cause = without_secret(error, password)
        logger.error("Credentials could not be checked", exc_info=cause)
        return None
    return user and confirm_on_primary(user, password)


def get_http_request(request: Request | None) -> Any:
    """Return Django's request, which authentication back ends expect.

    Middleware then finds what they set on it, which REST framework's wrapper would
    hide.
    """
    return getattr(request, "_request", request)


def _normalize(username: str) -> str:
    """Return the name as Django's own login form looks for it (NFKC)."""
    normalize = getattr(get_user_model(), "normalize_username", None)
    # User models need not derive from Django's base class.
    return str(normalize(username)) if normalize else username


def _authenticate(http_request: Any, username: str, password: str) -> Any:
    for keyword in _choose_keywords():
        credentials = {keyword: username, "password": password}
        user = authenticate(http_request, **credentials)
        if user is not None:
            return user
    return None


def _choose_keywords() -> list[str]:
    """Return the keywords under which back ends take the user name.

    Django's own form says ``username`` whatever the user model calls it; Simple JWT's
    view says what the user model does.  Back ends for either must work.
    """
    field: str = get_user_model().USERNAME_FIELD
    if field == "username":
        return [field]
    signatures = [inspect.signature(one.authenticate) for one in get_backends()]
    for keyword in ("username", field):
        if all(_takes(signature, keyword) for signature in signatures):
            return [keyword]
    return ["username", field]


def _takes(signature: inspect.Signature, keyword: str) -> bool:
    try:
        signature.bind(None, **{keyword: "", "password": ""})
    except TypeError:
        return False
    return True


def confirm_on_primary(user: Any, password: str) -> Any:
    """Return the user of the primary database, if that password is right there, too.

    Return `None` if it is not.
    """
    try:
        current = on_primary(user)
    except AuthenticationFailed:
        return None
    if current is not user:
        # Sessions remember the back end that has checked the password.
        current.backend = user.backend
    if current is user or current.password == user.password:
        return current
    with noticing_rehashes():
        return current if current.check_password(password) else None
