"""Helpers for the tests of projects whose users have sessions and trusted devices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from ..login import auth_tokens
from ..login.auth_tokens import Evidence
from ..login.completion import issue_tokens
from ..methods import CodeSender, factors_of, get_offered, get_store
from ..settings import api_settings
from .device_tokens import make_token
from .devices import make_columns
from .families import parse_session
from .models import Session, TrustedDevice
from .store import devices
from .trust import bind


@dataclass(frozen=True)
class SignIn:
    """A session of a user, and its tokens."""

    session: Session
    access: str = field(repr=False)
    refresh: str = field(repr=False)


def begin_session(user: Any, **columns: Any) -> SignIn:
    """Sign the user in somewhere, without the steps of a login, and return the session.

    `columns` of its row are set afterwards: ``begin_session(user, user_agent="Firefox",
    last_used_at=yesterday)``.  The tokens show a code that was sent.
    """
    token_class: Any = auth_tokens.get_token_class()
    tokens = issue_tokens(user, token_class, Evidence(CodeSender()), factors_of(user))
    refresh = tokens[api_settings.AUTH_RESULT_REFRESH_TOKEN_KEY]
    key = parse_session(token_class(refresh)["sid"])
    rows = Session.objects.filter(pk=key)
    if columns:
        rows.update(**columns)
    access = tokens[api_settings.AUTH_RESULT_ACCESS_TOKEN_KEY]
    return SignIn(rows.get(), access, refresh)


@dataclass(frozen=True)
class Trust:
    """A trusted device of a user, and the token to send to ``get-code/``.

    Each login replaces the token.
    """

    device: TrustedDevice
    token: str = field(repr=False)


def trust_device(user: Any, **columns: Any) -> Trust:
    """Trust a device of the user for a day, without the steps of a login.

    It is as if the user had proved the method that is asked for first.  `columns` of
    its row are set: ``trust_device(user, name="phone", last_used_at=yesterday)``.
    ``TRUSTED_DEVICE_LIFETIME`` has to be set, too.  There is no mail and no signal.
    """
    factors, store = factors_of(user), get_store()
    if store is not None:
        factors = store.begin_epoch(user, factors)
    [method, *_others] = get_offered(user, factors)
    token = make_token()
    made = make_columns(token, method.name, timezone.now(), timedelta(days=1))
    most = api_settings.MAX_TRUSTED_DEVICES_PER_USER
    device = devices.add(user, bind(user, factors), {**made, **columns}, most)
    return Trust(device, token)
