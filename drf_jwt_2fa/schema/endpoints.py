"""OpenAPI descriptions of the endpoints and of subclasses of their views."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema_view
from rest_framework.views import APIView
from rest_framework_simplejwt import settings as simple_jwt

from ..exceptions import CacheUnavailableError
from ..login.sessions import get_sessions
from ..settings import api_settings
from . import errors
from .bodies import make_answer
from .cookies import find_expiry_key, find_optional_keys
from .errors import ErrorClass
from .login_answers import (
    make_code_token_answer,
    make_first_answer,
    make_second_answer,
)
from .operations import (
    CODE_TOKEN,
    SECONDS,
    STRING,
    TOKEN,
    describe_operation,
    has_own_schema,
)


class _EndpointExtension(OpenApiViewExtension):
    """The base of the extensions below; most of a description is read from the view."""

    match_subclasses = True
    # Simple JWT's views, whose subclasses ours are, may have extensions too.
    priority = 1
    name: str
    summary: str
    errors: Iterable[ErrorClass]
    status = 200

    def view_replacement(self) -> type[APIView]:
        """Return the view with its schema, unless it has its own."""
        if has_own_schema(self.target, "post"):
            return self.target  # type: ignore[no-any-return]
        request = self.get_request()
        schema = describe_operation(
            name=self.name,
            summary=self.summary,
            description=self.target.__doc__,
            tag="login",
            answer=self.get_answer(),
            errors_of=self.get_errors(),
            requests={"request": request},
            field=next(iter(request), "method"),
            status=self.status,
            exclude=not self.is_open(),
        )
        described: type[APIView] = type(self.target.__name__, (self.target,), {})
        return extend_schema_view(post=schema)(described)

    def get_serializer_class(self) -> Any:
        """Return the serializer that the view has where the project routes to it."""
        return self.target(**self.target_callback.initkwargs).get_serializer_class()

    def get_errors(self) -> Iterable[ErrorClass]:
        """Return the errors that the endpoint may answer with."""
        return self.errors

    def is_open(self) -> bool:
        """Return whether the settings open the endpoint."""
        return True

    @abstractmethod
    def get_request(self) -> dict[str, str]:
        """Return the example of a request."""

    @abstractmethod
    def get_answer(self) -> OpenApiResponse | None:
        """Return the response to a request that is right."""


class CodeTokenExtension(_EndpointExtension):
    """``get-code/``: the user model names a field."""

    target_class = "drf_jwt_2fa.views.ObtainCodeToken"
    name = "obtain_code_token"
    summary = "Exchange a user name and password for a code token, and get a code"
    errors = errors.OF_CODE_REQUEST

    def get_request(self) -> dict[str, str]:
        """Return a user name and a password."""
        name = get_user_model().USERNAME_FIELD
        return {name: "demo", "password": "correct horse battery staple"}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with the code token, and those of logins without one."""
        return make_first_answer()


class ChallengeExtension(_EndpointExtension):
    """``challenge/``."""

    target_class = "drf_jwt_2fa.views.ObtainChallenge"
    name = "obtain_challenge"
    summary = "Exchange a code token for another one, and get a new code"
    errors = errors.OF_CHALLENGE

    def get_request(self) -> dict[str, str]:
        """Return a code token."""
        return {"code_token": CODE_TOKEN}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with the new code token."""
        return make_code_token_answer()


class AuthTokenExtension(_EndpointExtension):
    """``auth/``: the settings name the keys of the answer."""

    target_class = "drf_jwt_2fa.views.ObtainAuthToken"
    name = "obtain_auth_token"
    summary = "Exchange a code token and its code for the tokens"
    errors = errors.OF_CONFIRMATION

    def get_request(self) -> dict[str, str]:
        """Return a code token and a code."""
        return {"code_token": CODE_TOKEN, "code": "4711000"}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with the tokens, and that with an enrolment token."""
        return make_second_answer(self.get_serializer_class().get_token_class())


class StepUpExtension(_EndpointExtension):
    """``step-up/``."""

    target_class = "drf_jwt_2fa.views.ObtainStepUp"
    name = "obtain_step_up"
    summary = "Begin a step-up with an access token, and get a code token and a code"
    errors = errors.OF_STEP_UP

    def is_open(self) -> bool:
        """Return whether tokens show the second factor."""
        return api_settings.AUTH_CLAIMS

    def get_request(self) -> dict[str, str]:
        """Return nothing: the access token is in a header."""
        return {}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with the code token."""
        return make_code_token_answer()


class RefreshExtension(_EndpointExtension):
    """``refresh/``: Simple JWT's own."""

    target_class = "drf_jwt_2fa.views.RefreshAuthToken"
    name = "refresh_auth_token"
    summary = "Exchange a refresh token for a new access token"
    errors = errors.OF_REFRESH

    def get_errors(self) -> Iterable[ErrorClass]:
        """Return the errors, with those of sessions if they are there."""
        return (*self.errors, *(errors.OF_SESSION if get_sessions() else ()))

    def get_request(self) -> dict[str, str]:
        """Return what is to be refreshed."""
        return {"token" if self._is_sliding() else "refresh": TOKEN}

    def get_answer(self) -> OpenApiResponse:
        """Return the answer with what was refreshed."""
        is_rotated = simple_jwt.api_settings.ROTATE_REFRESH_TOKENS
        if self._is_sliding():
            keys = ["token"]
        elif is_rotated or get_sessions() is not None:
            keys = ["access", "refresh"]
        else:
            keys = ["access"]
        more = find_expiry_key(["access", "refresh"]) if keys[0] == "access" else []
        return make_answer(
            "TwoFactorRefreshedTokens",
            {**dict.fromkeys(keys, STRING), **dict.fromkeys(more, SECONDS)},
            dict.fromkeys(keys, TOKEN),
            optional=[
                *more,
                *(find_optional_keys(["access", "refresh"]) if more else ()),
            ],
        )

    def _is_sliding(self) -> bool:
        # Simple JWT's serializer of sliding tokens takes and gives a `token`.
        return "token" in self.get_serializer_class()().fields


class VerifyExtension(_EndpointExtension):
    """``verify/``: Simple JWT's own."""

    target_class = "drf_jwt_2fa.views.VerifyAuthToken"
    name = "verify_auth_token"
    summary = "Check whether a token is valid"
    errors = errors.OF_VERIFICATION

    def get_request(self) -> dict[str, str]:
        """Return a token."""
        return {"token": TOKEN}

    def get_answer(self) -> OpenApiResponse:
        """Return the empty answer: the status says it."""
        return OpenApiResponse(
            {"type": "object", "properties": {}},
            examples=[OpenApiExample("answer", {})],
        )


class SignOutExtension(_EndpointExtension):
    """``sign-out/``."""

    target_class = "drf_jwt_2fa.views.SignOut"
    name = "sign_out"
    summary = "Sign out with a refresh token"
    errors = errors.MALFORMED
    status = 204

    def get_errors(self) -> Iterable[ErrorClass]:
        """Return the errors: sessions may be in the cache, too."""
        return (*self.errors, *([CacheUnavailableError] if get_sessions() else ()))

    def get_request(self) -> dict[str, str]:
        """Return a refresh token."""
        return {"refresh": TOKEN}

    def get_answer(self) -> None:
        """Return no answer: it has no content."""
