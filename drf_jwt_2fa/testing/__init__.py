"""Helpers for the tests of projects: log in without a mailbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from rest_framework import status
from rest_framework.test import APIClient

from .. import auth_headers
from ..settings import api_settings


@dataclass(frozen=True)
class SentCode:
    """A verification code, and the user it was sent to."""

    user: Any
    code: str = field(repr=False)


@contextmanager
def capture_codes() -> Iterator[list[SentCode]]:
    """Yield a list that the codes go into, for as long as the block runs.

    Nothing is sent meanwhile.  The other settings in ``JWT2FA_AUTH`` stay as they are.
    """
    sent: list[SentCode] = []
    with _changed(CODE_SENDER=lambda user, code: sent.append(SentCode(user, code))):
        yield sent


def log_in(
    client: APIClient,
    username: str,
    password: str,
    *,
    answer: Callable[..., Any] | None = None,
    get_code_url: str | None = None,
    auth_url: str | None = None,
) -> dict[str, str]:
    """Log the client in through both steps and return the tokens.

    From then on the client sends the access token with every request.  The URLs are
    those that reverse from ``get-code`` and ``auth``, unless others are given.  The
    limit per IP address does not count: a test suite logs in often.

    The second step takes the code that is sent, or what `answer` returns: to a user who
    has enrolled an authenticator app, nothing is sent.  If the method is answered with
    a credential, `answer` is called with the challenge.

    Raise `LoginFailedError` with what the API answered if a step fails, and if the code
    went another way than through ``CODE_SENDER`` and there is no `answer`.
    """
    credentials = {"username": username, "password": password}
    with capture_codes() as sent, _changed(CODE_TOKEN_THROTTLE_RATE=None):
        begun = _post(client, get_code_url or reverse("get-code"), credentials)
    second_step = {"code_token": begun["token"], **_make_answer(begun, answer, sent)}
    tokens = _post(client, auth_url or reverse("auth"), second_step)
    header = f"{auth_headers.get_scheme()} {_get_access_token(tokens)}"
    client.credentials(**{auth_headers.get_environ_key(): header})
    return tokens


class LoginFailedError(AssertionError):
    """A step of the login was not answered with a 200."""


@contextmanager
def _changed(**changes: Any) -> Iterator[None]:
    user_settings = getattr(settings, "JWT2FA_AUTH", None) or {}
    with override_settings(JWT2FA_AUTH={**user_settings, **changes}):
        yield


def _make_answer(
    begun: dict[str, Any], answer: Callable[..., Any] | None, sent: list[SentCode]
) -> dict[str, Any]:
    if answer is None:
        return {"code": _get_last(sent)}
    if "challenge" in begun:
        return {"credential": answer(begun["challenge"])}
    return {"code": answer()}


def _get_last(sent: list[SentCode]) -> str:
    if not sent:
        raise LoginFailedError("The code was not sent through CODE_SENDER")
    return sent[-1].code


def _get_access_token(tokens: dict[str, str]) -> str:
    if api_settings.AUTH_RESULT_ACCESS_TOKEN_KEY in tokens:
        return tokens[api_settings.AUTH_RESULT_ACCESS_TOKEN_KEY]
    return tokens[api_settings.AUTH_RESULT_OTHER_TOKEN_KEY]


def _post(client: APIClient, url: str, data: dict[str, Any]) -> dict[str, Any]:
    response = client.post(url, data, format="json")
    if response.status_code != status.HTTP_200_OK:
        # What a project's EXCEPTION_HANDLER returns need not have data.
        body = getattr(response, "data", response.content)
        raise LoginFailedError(f"{url}: {response.status_code} {body}")
    answer: dict[str, Any] = response.data
    return answer
