"""The endpoints with which users see their trusted devices, and end trust in them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.tokens import Token

from ..claims import DEVICE_CLAIM
from ..login.devices import get_devices
from ..methods import factors_of
from .ending import end
from .families import parse_session as parse_id
from .models import EndedBy, Session
from .serializers import DeviceSerializer, read_flag
from .store import devices as store
from .trust import bind
from .views import SignedInView


class DeviceView(SignedInView):
    """An endpoint for a user who is signed in, where devices can be trusted."""

    serializer_class: Any = DeviceSerializer

    def perform_authentication(self, request: Request) -> None:
        """Answer 404 where no device can be trusted."""
        if get_devices() is None:
            # The browsable API shows the user, and must not raise another error.
            request.user = AnonymousUser()
            raise NotFound
        super().perform_authentication(request)

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the present device, which the list marks."""
        token = getattr(self.request, "auth", None)
        did = token.get(DEVICE_CLAIM) if isinstance(token, Token) else None
        return {**super().get_serializer_context(), "device": parse_id(did)}

    def find_sessions(self, device: uuid.UUID | None = None) -> list[Session]:
        """Return the live sessions that came from this device, or from any.

        Raise `SessionEndedError` if the present session has ended.
        """
        live = self.read_live().values()
        return [
            one for one in live if one.did is not None and device in (None, one.did)
        ]


class TrustedDevices(DeviceView):
    """List the devices that are trusted, or end trust in all of them."""

    http_method_names = ["get", "delete", "options"]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the devices, the most recently used first."""
        binding = bind(request.user, factors_of(request.user))
        alive = store.list_alive(request.user, binding, timezone.now())
        return Response(self.get_serializer(alive, many=True).data)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End trust in all; ``?sessions=true`` ends the sessions from them, too."""
        ends_sessions = read_flag(request, "sessions")
        sessions = self.find_sessions()
        ended = store.end_all(request.user)
        if ends_sessions:
            end(sessions, EndedBy.OTHER, request)
        return Response({"ended": ended, "sessions": len(sessions)})


class OneTrustedDevice(DeviceView):
    """End trust in a device."""

    http_method_names = ["delete", "options"]

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End trust; ``?sessions=true`` ends the sessions from the device, too."""
        device = parse_id(self.kwargs["id"])
        ends_sessions = read_flag(request, "sessions")
        sessions = self.find_sessions(device)
        if device is None or not store.end_by_id(request.user, device):
            raise NotFound
        if ends_sessions:
            end(sessions, EndedBy.OTHER, request)
        return Response(status=204)


trusted_devices = TrustedDevices.as_view()
one_trusted_device = OneTrustedDevice.as_view()
