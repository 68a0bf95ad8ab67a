"""The interface of the trusted devices of `drf_jwt_2fa.sessions`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.apps import apps

from ..methods import Factors, Method, factors_of
from ..settings import api_settings


class FactorsOnce:
    """The factors of a user, read when they are first needed, and once.

    A login on a trusted device may turn out to be one that needs a code token; the
    factors that were read until then serve for it, too.
    """

    def __init__(self, user: Any) -> None:
        self.user = user
        self.known: Factors | None = None

    def read(self) -> Factors:
        """Return the factors."""
        if self.known is None:
            self.known = factors_of(self.user)
        return self.known


@dataclass(frozen=True)
class Device:
    """A trusted device: its ID in ``did``, and the token that it has from now on.

    `expires_in` is in seconds.
    """

    id: str
    token: str = field(repr=False)
    expires_in: int


@dataclass(frozen=True)
class Wish:
    """A request to trust the device, by the name that the user gives it."""

    name: str = ""


class Devices(Protocol):
    """The interface of `drf_jwt_2fa.sessions.devices` that the core uses."""

    def recognize(
        self, factors: FactorsOnce, token: str, request: Any
    ) -> Device | None:
        """Return the trusted device with this token, `None` for no such device.

        Call it for a user whose password was right, and no sooner.
        """

    def trust(
        self, user: Any, factors: Factors, method: Method, wish: Wish, request: Any
    ) -> Device | None:
        """Trust the device of a login that proved this method; `None` if it may not."""


def get_devices() -> Devices | None:
    """Return the trusted devices, `None` where they are not in use.

    The core never imports that app.
    """
    if api_settings.TRUSTED_DEVICE_LIFETIME is None:
        return None
    config: Any = apps.app_configs.get("drf_jwt_2fa_sessions")
    return None if config is None else config.devices
