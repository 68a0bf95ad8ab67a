"""How OpenAPI describes the endpoints, and subclasses of their views."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework.views import APIView
from rest_framework_simplejwt import settings as simple_jwt

from ..methods import is_default
from ..settings import api_settings
from . import errors

_HEADERS = [
    OpenApiParameter(
        "Retry-After",
        int,
        OpenApiParameter.HEADER,
        required=True,
        description="Seconds until it makes sense to try again (RFC 9110, 10.2.3).",
        response=[429],
    ),
    OpenApiParameter(
        "WWW-Authenticate",
        str,
        OpenApiParameter.HEADER,
        required=True,
        description="The scheme of the API (RFC 9110, 11.6.1).",
        response=[401],
    ),
]
_STRING = {"type": "string"}
_CODE_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJqdGkiOiI0.4nsG3…"
_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoi.t-IDcV…"


class _EndpointExtension(OpenApiViewExtension):
    """What the endpoints have in common; the rest is read from the view."""

    match_subclasses = True
    # Simple JWT's views, whose subclasses ours are, may have extensions too.
    priority = 1
    summary: str
    errors: Iterable[errors.ErrorClass]

    def view_replacement(self) -> type[APIView]:
        """Return the view with its schema, unless it brings one."""
        if "schema" in getattr(self.target.post, "kwargs", {}):
            return self.target  # type: ignore[no-any-return]
        schema = extend_schema(
            summary=self.summary,
            description=self.target.__doc__,
            tags=["login"],
            parameters=_HEADERS,
            responses={200: self.get_answer(), **errors.describe(self.errors)},
            examples=[OpenApiExample("request", self.get_request(), request_only=True)],
            exclude=not self.is_open(),
        )
        described: type[APIView] = type(self.target.__name__, (self.target,), {})
        return extend_schema_view(post=schema)(described)

    def get_serializer_class(self) -> Any:
        """Return the serializer that the view has where the project routes to it."""
        return self.target(**self.target_callback.initkwargs).get_serializer_class()

    def is_open(self) -> bool:
        """Return whether the settings open the endpoint."""
        return True

    @abstractmethod
    def get_request(self) -> dict[str, str]:
        """Return the example of a request."""

    @abstractmethod
    def get_answer(self) -> OpenApiResponse:
        """Return the response to a request that is right."""


class CodeTokenExtension(_EndpointExtension):
    """``get-code/``: what is read from the user model is the name of a field."""

    target_class = "drf_jwt_2fa.views.ObtainCodeToken"
    summary = "Give name and password, get a code token, and a code by e-mail"
    errors = errors.OF_CODE_REQUEST

    def get_request(self) -> dict[str, str]:
        """Return a user name and a password."""
        name = get_user_model().USERNAME_FIELD
        return {name: "demo", "password": "correct horse battery staple"}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with the code token."""
        return _make_code_token_answer()


class ChallengeExtension(_EndpointExtension):
    """``challenge/``."""

    target_class = "drf_jwt_2fa.views.ObtainChallenge"
    summary = "Give a code token, get another in its place, and a new code"
    errors = errors.OF_CHALLENGE

    def get_request(self) -> dict[str, str]:
        """Return a code token."""
        return {"code_token": _CODE_TOKEN}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with the new code token."""
        return _make_code_token_answer()


class AuthTokenExtension(_EndpointExtension):
    """``auth/``: the settings name the keys of the answer."""

    target_class = "drf_jwt_2fa.views.ObtainAuthToken"
    summary = "Give a code token and its code, get the tokens"
    errors = errors.OF_CONFIRMATION

    def get_request(self) -> dict[str, str]:
        """Return a code token and a code."""
        return {"code_token": _CODE_TOKEN, "code": "4711000"}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with the tokens, under the keys that they will have."""
        token_class = self.get_serializer_class().get_token_class()
        if hasattr(token_class, "access_token"):
            keys = [
                api_settings.AUTH_RESULT_ACCESS_TOKEN_KEY,
                api_settings.AUTH_RESULT_REFRESH_TOKEN_KEY,
            ]
        else:
            keys = [api_settings.AUTH_RESULT_OTHER_TOKEN_KEY]
        return _make_answer(**dict.fromkeys(keys, _TOKEN))


class StepUpExtension(_EndpointExtension):
    """``step-up/``."""

    target_class = "drf_jwt_2fa.views.ObtainStepUp"
    summary = "Give an access token, get a code token, and a code"
    errors = errors.OF_STEP_UP

    def is_open(self) -> bool:
        """Return whether tokens tell of the second factor."""
        return api_settings.AUTH_CLAIMS

    def get_request(self) -> dict[str, str]:
        """Return nothing: the access token is in a header."""
        return {}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with the code token."""
        return _make_code_token_answer()


class RefreshExtension(_EndpointExtension):
    """``refresh/``: Simple JWT's own."""

    target_class = "drf_jwt_2fa.views.RefreshAuthToken"
    summary = "Give a refresh token, get a new access token"
    errors = errors.OF_REFRESH

    def get_request(self) -> dict[str, str]:
        """Return what is to be refreshed."""
        return {"token" if self._is_sliding() else "refresh": _TOKEN}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with what was refreshed."""
        if self._is_sliding():
            return _make_answer(token=_TOKEN)
        if simple_jwt.api_settings.ROTATE_REFRESH_TOKENS:
            return _make_answer(access=_TOKEN, refresh=_TOKEN)
        return _make_answer(access=_TOKEN)

    def _is_sliding(self) -> bool:
        # Simple JWT's serializer of sliding tokens takes and gives a `token`.
        return "token" in self.get_serializer_class()().fields


class VerifyExtension(_EndpointExtension):
    """``verify/``: Simple JWT's own."""

    target_class = "drf_jwt_2fa.views.VerifyAuthToken"
    summary = "Give any token, get to know whether it is valid"
    errors = errors.OF_VERIFICATION

    def get_request(self) -> dict[str, str]:
        """Return a token."""
        return {"token": _TOKEN}

    def get_answer(self) -> OpenApiResponse:
        """Return the empty answer: the status says it."""
        return _make_answer()


def _make_code_token_answer() -> OpenApiResponse:
    if is_default():
        return _make_answer(token=_CODE_TOKEN)
    method = {
        "type": "object",
        "properties": {"name": _STRING, "destination": _STRING},
        "required": ["name"],
    }
    properties = {
        "token": _STRING,
        "method": _STRING,
        "methods": {"type": "array", "items": method},
        "expires_in": {"type": "integer", "description": "In seconds."},
    }
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    example = {
        "token": _CODE_TOKEN,
        "method": "code-sender",
        "methods": [{"name": "code-sender", "destination": "d•••@e•••.org"}],
        "expires_in": 300,
    }
    return OpenApiResponse(schema, examples=[OpenApiExample("answer", example)])


def _make_answer(**tokens: str) -> OpenApiResponse:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {key: {"type": "string"} for key in tokens},
    }
    if tokens:
        schema["required"] = list(tokens)
    return OpenApiResponse(schema, examples=[OpenApiExample("answer", tokens)])
