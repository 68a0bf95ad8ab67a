"""What the README shows is true: its snippets run, its tables equal the code."""

import json
import re
import sys
from datetime import timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from django.urls import resolve, reverse
from docs.pages import read_table
from rest_framework.exceptions import APIException
from rest_framework.settings import APISettings
from rest_framework_simplejwt import exceptions as simple_jwt_exceptions

from docs import make_tables
from drf_jwt_2fa import authentication, exceptions
from drf_jwt_2fa.sending import CodeSendingError
from drf_jwt_2fa.settings import DEFAULTS, api_settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PYTHON = {code.splitlines()[0]: code for kind, code in BLOCKS if kind == "python"}
JSON = [json.loads(code) for kind, code in BLOCKS if kind == "json"]


def run(title, name="snippet"):
    module = ModuleType(name)
    module.__package__ = name.rpartition(".")[0]
    # What Django writes into a new project, and what the first of them adds.
    vars(module).update(INSTALLED_APPS=[], JWT2FA_AUTH={})
    exec(compile(PYTHON[title], title, "exec"), module.__dict__)
    return module


def test_every_snippet_has_a_test():
    assert list(PYTHON) == [
        "# settings.py",
        "# urls.py",
        "# urls.py, under a namespace",
        "# urls.py, view by view",
        "# sms.py",
        "# settings.py, sending text messages",
    ]
    assert len(JSON) == 5
    assert {kind for kind, _code in BLOCKS} == {"mermaid", "python", "json"}


def test_the_settings_configure_the_api():
    snippet = run("# settings.py")
    configured = APISettings(
        user_settings=snippet.REST_FRAMEWORK,
        defaults=snippet.REST_FRAMEWORK,
        import_strings=list(snippet.REST_FRAMEWORK),
    )

    [authentication_class] = configured.DEFAULT_AUTHENTICATION_CLASSES
    assert authentication_class is authentication.Jwt2faAuthentication
    with override_settings(JWT2FA_AUTH=snippet.JWT2FA_AUTH):
        sender = api_settings.EMAIL_SENDER_FROM_ADDRESS
    assert sender == "Example <login@example.com>"


@pytest.mark.parametrize(
    ("title", "paths"),
    [
        (
            "# urls.py",
            {
                "get-code": "/api/auth/get-code/",
                "challenge": "/api/auth/challenge/",
                "auth": "/api/auth/auth/",
                "refresh": "/api/auth/refresh/",
                "verify": "/api/auth/verify/",
            },
        ),
        (
            "# urls.py, under a namespace",
            {
                "login:get-code": "/api/auth/get-code/",
                "login:auth": "/api/auth/auth/",
            },
        ),
        (
            "# urls.py, view by view",
            {
                "login": "/login/",
                "new-code": "/login/new-code/",
                "confirm": "/login/confirm/",
                "refresh": "/token/refresh/",
                "verify": "/token/verify/",
            },
        ),
    ],
)
def test_the_urls_lead_to_the_endpoints(title, paths, client, db):
    urls = run(title)

    with override_settings(ROOT_URLCONF=urls):
        assert {name: reverse(name) for name in paths} == paths
        for path in paths.values():
            assert resolve(path)
            assert client.post(path).status_code == 400


def test_the_requests_and_answers_are_as_shown(api, django_user_model):
    password, code_token, confirmation, tokens, _error = JSON
    django_user_model.objects.create_user(email="demo@example.com", **password)

    answer = api.post("/get-code/", password).json()
    assert list(answer) == list(code_token)
    header = code_token["token"].rstrip("…")
    assert answer["token"].split(".")[0] == header

    values = [answer["token"], api.last_mailed_code]
    answer = api.post("/auth/", dict(zip(confirmation, values))).json()  # noqa: B905
    assert list(answer) == list(tokens)


def test_the_error_is_as_shown(api, user, settings):
    settings.JWT2FA_AUTH = {"ERROR_CODE_IN_BODY": True}
    code, code_token = api.get_code_and_token()
    api.auth(code_token, code)

    assert api.auth_after_wait(code_token, code).json() == JSON[-1]


@pytest.fixture
def sms(monkeypatch):
    """The SMS sender of the README, with a gateway that keeps what it is to send."""
    gateway = ModuleType("example.gateway")
    gateway.GatewayError = type("GatewayError", (Exception,), {})
    gateway.sent = []
    gateway.send_sms = lambda number, text: gateway.sent.append((number, text))
    monkeypatch.setitem(sys.modules, "example", ModuleType("example"))
    monkeypatch.setitem(sys.modules, "example.gateway", gateway)
    module = run("# sms.py", name="example.sms")
    monkeypatch.setitem(sys.modules, "example.sms", module)
    module.gateway = gateway
    return module


def test_the_sms_sender_sends(sms, settings):
    settings.JWT2FA_AUTH = run("# settings.py, sending text messages").JWT2FA_AUTH

    api_settings.CODE_SENDER(SimpleNamespace(phone_number="+3581"), "123")

    assert sms.gateway.sent == [("+3581", "123 is your Example login code.")]


def test_the_sms_sender_tells_the_client_what_is_wrong(sms):
    def fail(number, text):
        raise sms.GatewayError

    with pytest.raises(CodeSendingError, match="No phone number known"):
        sms.send_code_by_sms(SimpleNamespace(phone_number=""), "123")
    sms.send_sms = fail
    with pytest.raises(CodeSendingError, match="could not be sent"):
        sms.send_code_by_sms(SimpleNamespace(phone_number="+3581"), "123")


def test_the_settings_table_equals_the_code():
    # To write it anew: `uv run tests/docs/make_tables.py`.
    table = make_tables.make_short_table(make_tables.get_headings())

    assert f"<!-- settings -->\n\n{table}\n" in README


def test_the_defaults_in_the_table_are_values():
    rows = read_table("../README.md", "Setting")

    names = {"timedelta": timedelta, "settings": django_settings}
    for name, default, *_meaning in rows:
        if default.startswith("`"):
            value = eval(default.strip("`"), names)
            assert value == DEFAULTS[name.strip("`")]


def test_the_error_table_knows_every_code():
    codes = {
        code.strip("`")
        for _endpoint, _status, code, _when in read_table("../README.md", "Endpoint")
    }
    own = {
        error.default_code
        for error in vars(exceptions).values()
        if isinstance(error, type)
        and issubclass(error, APIException)
        and error.__module__ == exceptions.__name__
    }

    assert own | {"permission_denied", "throttled", "invalid"} <= codes
    assert simple_jwt_exceptions.InvalidToken.default_code in codes
