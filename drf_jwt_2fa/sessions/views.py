"""The endpoints with which users see and end their sessions."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.module_loading import import_string
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from .. import users
from ..authentication import ProjectAuthentication
from ..exceptions import Reason
from ..login.sessions import find_session
from ..settings import api_settings
from ..views import LoginView, OutsideOfTransactionsMixin, SignedInMixin
from .ending import end
from .exceptions import SessionEndedError
from .families import parse_session
from .judging import Fault
from .models import EndedBy, Session
from .serializers import SessionSerializer, read_flag
from .store import rows

_MOST_LISTED = 100


class SignedInView(SignedInMixin, OutsideOfTransactionsMixin, LoginView):
    """An endpoint for a user who is signed in."""

    authentication_classes: Any = ProjectAuthentication()
    permission_classes = (IsAuthenticated,)  # type: ignore[assignment]
    serializer_class: Any = SessionSerializer

    def get_permissions(self) -> list[Any]:
        """Require more for ending and naming, if ``SESSION_PERMISSIONS`` does."""
        permissions: list[Any] = list(super().get_permissions())
        if self.request is None or self.request.method in SAFE_METHODS:
            return permissions
        return permissions + [
            _import(one)() for one in api_settings.SESSION_PERMISSIONS
        ]

    def check_permissions(self, request: Request) -> None:
        """Refuse users, too, who may not log in any more."""
        super().check_permissions(request)
        users.check_user(request.user)

    @property
    def current(self) -> uuid.UUID | None:
        """The session of the access token, `None` for a token without one."""
        return parse_session(find_session(self.request.auth))

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the present session, which the list marks."""
        context = super().get_serializer_context()
        is_called = self.request is not None  # Schema generators have no request.
        return {**context, "current": self.current if is_called else None}

    def read_live(self, *keys: uuid.UUID) -> dict[uuid.UUID, Session]:
        """Return the live sessions of the user, or those of them with these keys.

        Raise `SessionEndedError` if the present one is not among them: for the minutes
        that its access token lives on, a session that was ended must not end others.
        """
        live = rows.get_live(self.request.user)
        current = self.current
        if keys:
            live = live.filter(pk__in=[*keys, current or keys[0]])
        found = {session.pk: session for session in live}
        if current is not None and current not in found:
            user_pk = self.request.user.pk
            raise Fault(Reason.ENDED_SESSION, SessionEndedError).refuse(user_pk)
        return found


class Sessions(SignedInView):
    """List the sessions of the user, or end all but the present one."""

    http_method_names = ["get", "delete", "options"]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the live sessions, the most recently used first."""
        live = rows.list_live(request.user, _MOST_LISTED)
        return Response(self.get_serializer(live, many=True).data)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End all others; with ``?all=true``, the present one, too."""
        is_all = read_flag(request, "all")
        live = self.read_live()
        present = live.pop(self.current, None) if self.current else None
        ended = end(live.values(), EndedBy.OTHER, request)
        if present is not None and is_all:
            # No mere sign-out: tokens that have no session yet end, too.
            ended += end([present], EndedBy.OTHER, request)
        return Response({"ended": ended})


class OneSession(SignedInView):
    """Name or end a session of the user."""

    http_method_names = ["patch", "delete", "options"]

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give the session a name."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        session = self.find()
        session.name = serializer.validated_data["name"]
        rows.rename(session)
        return Response(self.get_serializer(session).data)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End the session."""
        session = self.find()
        by = EndedBy.USER if session.pk == self.current else EndedBy.OTHER
        if not end([session], by, request):
            raise NotFound
        return Response(status=204)

    def find(self) -> Session:
        """Return the session of the URL; raise `NotFound` if it is not a live one."""
        key = parse_session(self.kwargs["id"])
        session = None if key is None else self.read_live(key).get(key)
        if session is None:
            raise NotFound
        return session


def _import(wanted: Any) -> Any:
    return import_string(wanted) if isinstance(wanted, str) else wanted


sessions = Sessions.as_view()
one_session = OneSession.as_view()
