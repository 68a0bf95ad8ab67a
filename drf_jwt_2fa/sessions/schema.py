"""The OpenAPI schema of the endpoints of sessions and devices, by drf-spectacular.

Loaded by the app if `drf_spectacular` is installed too.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
)
from rest_framework.exceptions import AuthenticationFailed, NotFound, PermissionDenied

from ..exceptions import CacheUnavailableError
from ..login.devices import get_devices
from ..schema.bodies import make_answer
from ..schema.errors import MALFORMED, OF_ACCESS_TOKEN, ErrorClass
from ..schema.extensions import ManagementExtension
from ..schema.operations import (
    Operation,
    describe_operation,
)
from .exceptions import SessionEndedError
from .serializers import DeviceSerializer, SessionSerializer

# What devices do not have.
_OF_SESSIONS = ("acr", "auth_time")
_SESSION = {
    "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    "name": "Ann's laptop",
    "is_current": True,
    "created_at": "2030-01-01T12:00:00Z",
    "last_used_at": "2030-01-02T12:00:00Z",
    "expires_at": "2030-01-03T12:00:00Z",
    "ip": "192.0.2.1",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101",
    "acr": "totp",
    "auth_time": 1893499200,
}
_NAMING = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 64}},
    "required": ["name"],
}
_DEVICE = {name: _SESSION[name] for name in _SESSION if name not in _OF_SESSIONS}
_OF_LOOK: tuple[ErrorClass, ...] = (*OF_ACCESS_TOKEN, AuthenticationFailed)
_OF_ENDING: tuple[ErrorClass, ...] = (
    *_OF_LOOK,
    SessionEndedError,
    PermissionDenied,
    CacheUnavailableError,
)
_ALL = OpenApiParameter(
    "all", OpenApiTypes.BOOL, description="End the present session, too."
)
_NUMBER = {"type": "integer"}
_ENDED_TOO = OpenApiParameter(
    "sessions",
    OpenApiTypes.BOOL,
    description="End the sessions that came from there, too.",
)


class _SessionsExtension(ManagementExtension):
    """The base of the extensions below."""

    # Simple JWT's views, whose subclasses ours are, may have extensions too.
    priority = 1


class SessionsExtension(_SessionsExtension):
    """``sessions/``."""

    target_class = "drf_jwt_2fa.sessions.views.Sessions"

    def describe(self) -> dict[str, Operation]:
        """Describe the list, and the end of all others."""
        listed = OpenApiResponse(
            SessionSerializer(many=True), examples=[OpenApiExample("answer", _SESSION)]
        )
        look = _describe(
            "list_login_sessions",
            "List the sessions",
            self.target.get.__doc__,
            listed,
            _OF_LOOK,
        )
        ending = _describe(
            "end_other_login_sessions",
            "End all other sessions",
            self.target.delete.__doc__,
            make_answer("EndedSessions", {"ended": _NUMBER}, {"ended": 2}),
            (*MALFORMED, *_OF_ENDING),
            parameters=[_ALL],
            field="all",
        )
        return {"get": look, "delete": ending}


class OneSessionExtension(_SessionsExtension):
    """``sessions/<id>/``."""

    target_class = "drf_jwt_2fa.sessions.views.OneSession"

    def describe(self) -> dict[str, Operation]:
        """Describe the name, and the end."""
        answer = OpenApiResponse(
            SessionSerializer, examples=[OpenApiExample("answer", _SESSION)]
        )
        naming = _describe(
            "name_login_session",
            "Name a session",
            self.target.patch.__doc__,
            answer,
            (*MALFORMED, *_OF_ENDING, NotFound),
            # Not as a partial update, in which no field is required.
            request={"application/json": _NAMING},
            requests={"request": {"name": _SESSION["name"]}},
            field="name",
        )
        ending = _describe(
            "end_login_session",
            "End a session",
            self.target.delete.__doc__,
            None,
            (*_OF_ENDING, NotFound),
            status=204,
        )
        return {"patch": naming, "delete": ending}


class TrustedDevicesExtension(_SessionsExtension):
    """``devices/``."""

    target_class = "drf_jwt_2fa.sessions.device_views.TrustedDevices"

    def describe(self) -> dict[str, Operation]:
        """Describe the list, and the end of all."""
        listed = OpenApiResponse(
            DeviceSerializer(many=True), examples=[OpenApiExample("answer", _DEVICE)]
        )
        look = _describe_of_devices(
            "list_trusted_devices",
            "List the trusted devices",
            self.target.get.__doc__,
            listed,
            _OF_LOOK,
        )
        ended = {"ended": 2, "sessions": 3}
        ending = _describe_of_devices(
            "end_trust_in_all_devices",
            "End trust in all devices",
            self.target.delete.__doc__,
            make_answer("EndedTrust", dict.fromkeys(ended, _NUMBER), ended),
            (*MALFORMED, *_OF_ENDING),
            parameters=[_ENDED_TOO],
            field="sessions",
        )
        return {"get": look, "delete": ending}


class OneTrustedDeviceExtension(_SessionsExtension):
    """``devices/<id>/``."""

    target_class = "drf_jwt_2fa.sessions.device_views.OneTrustedDevice"

    def describe(self) -> dict[str, Operation]:
        """Describe the end."""
        ending = _describe_of_devices(
            "end_trust_in_device",
            "End trust in a device",
            self.target.delete.__doc__,
            None,
            (*MALFORMED, *_OF_ENDING),
            status=204,
            parameters=[_ENDED_TOO],
            field="sessions",
        )
        return {"delete": ending}


def _describe_of_devices(
    name: str,
    summary: str,
    description: str | None,
    answer: OpenApiResponse | None,
    errors_of: tuple[ErrorClass, ...],
    **more: Any,
) -> Operation:
    # They are not found where no device can be trusted.
    is_open = get_devices() is not None
    errors_of = (*errors_of, NotFound)
    return _describe(
        name, summary, description, answer, errors_of, exclude=not is_open, **more
    )


def _describe(
    name: str,
    summary: str,
    description: str | None,
    answer: OpenApiResponse | None,
    errors_of: tuple[ErrorClass, ...],
    **more: Any,
) -> Operation:
    return describe_operation(
        name=name,
        summary=summary,
        description=description,
        tag="sessions",
        answer=answer,
        errors_of=errors_of,
        **{"requests": {}, **more},
    )
