"""The tables of the reference equal the code."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.dispatch import Signal
from docs.pages import read_table
from rest_framework.exceptions import APIException
from rest_framework_simplejwt import exceptions as simple_jwt_exceptions

from docs import make_tables, pages
from drf_jwt_2fa import exceptions, signals, urls
from drf_jwt_2fa.enrollment import (
    signals as enrollment_signals,
    urls as enrollment_urls,
)
from drf_jwt_2fa.sessions import signals as session_signals, urls as session_urls
from drf_jwt_2fa.settings import DEFAULTS, SETTINGS


def test_the_settings():
    # To write them anew: `uv run tests/docs/make_tables.py`.
    sections = make_tables.make_sections(make_tables.get_headings())

    assert f"<!-- settings -->\n\n{sections}\n" in pages.read("reference/settings.md")


def test_every_setting_stands_under_a_heading():
    headings = make_tables.get_headings()

    named = [name for _heading, settings in headings for name in settings]
    assert named == list(SETTINGS)


def test_the_defaults_in_the_table_are_values():
    text = pages.read("reference/settings.md")
    table = text.partition("<!-- settings -->")[2].partition("<!-- end -->")[0]
    rows = re.findall(r"^\| `(\w+)` \| .*? \| (.+?) \| .* \|$", table, re.MULTILINE)

    assert [name for name, _default in rows] == list(SETTINGS)
    names = {"timedelta": timedelta, "settings": django_settings}
    for name, default in rows:
        if default.startswith("`"):
            assert eval(default.strip("`"), names) == DEFAULTS[name]


def test_the_errors_are_all_there():
    # The tests of the schema keep them equal to what the endpoints answer.
    rows = read_table("reference/errors.md", "Endpoint")

    codes = {code.strip("`") for _endpoint, _status, code, _when in rows}
    own = {
        error.default_code
        for error in vars(exceptions).values()
        if isinstance(error, type)
        and issubclass(error, APIException)
        and error.__module__ == exceptions.__name__
    }
    assert len(own) > 5
    assert own | {"permission_denied", "throttled", "invalid"} <= codes
    assert simple_jwt_exceptions.InvalidToken.default_code in codes


def test_the_error_is_as_shown(api, user, settings):
    settings.JWT2FA_AUTH = {"ERROR_CODE_IN_BODY": True}
    code, code_token = api.get_code_and_token()
    api.auth(code_token, code)

    [shown] = pages.find_json("reference/errors.md")
    assert api.auth_after_wait(code_token, code).json() == shown


def test_a_client_is_told_what_to_do_with_each_error():
    errors = {code for _, _, code, _ in read_table("reference/errors.md", "Endpoint")}

    advised = "".join(code for code, _ in read_table("how-to/clients.md", "`code`"))
    assert {code for code in errors if code not in advised} == set()


@pytest.mark.parametrize(
    ("heading", "module"),
    [
        ("Signal", signals),
        ("Enrolment signal", enrollment_signals),
        ("Session signal", session_signals),
    ],
)
def test_the_signals(heading, module):
    defined = [
        name for name, value in vars(module).items() if isinstance(value, Signal)
    ]

    rows = pages.read_table("reference/signals.md", heading)
    assert [name.strip("`") for name, _when in rows] == defined


def test_the_endpoints():
    rows = read_table("reference/endpoints.md", "Path and name")

    assert [row[0] for row in rows] == [
        f"`{one.pattern}`, `{one.name}`" for one in urls.urlpatterns
    ]


@pytest.mark.parametrize(
    ("heading", "urlpatterns"),
    [
        ("Enrolment endpoint and name", enrollment_urls.urlpatterns),
        ("Session endpoint and name", session_urls.urlpatterns),
    ],
)
def test_the_endpoints_of_other_apps(heading, urlpatterns):
    rows = read_table("reference/endpoints.md", heading)

    assert [row[0] for row in rows] == [
        f"`{method} {one.pattern}`, `{one.name}`"
        for one in urlpatterns
        for method in one.callback.view_class().allowed_methods
        if method != "OPTIONS"
    ]
