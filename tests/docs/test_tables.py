"""The tables of the reference equal the code."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.dispatch import Signal
from docs.pages import read_table

from docs import pages
from drf_jwt_2fa import signals, urls
from drf_jwt_2fa.enrollment import (
    signals as enrollment_signals,
    urls as enrollment_urls,
)
from drf_jwt_2fa.settings import SETTINGS


def test_the_settings():
    rows = read_table("reference/settings.md", "Setting")

    assert [name for name, *_rest in rows] == [f"`{name}`" for name in SETTINGS]
    for name, kind, default, meaning in rows:
        setting = SETTINGS[name.strip("`")]
        assert meaning == setting.meaning
        optional = " or None" if setting.kind.optional else ""
        assert kind == f"{setting.kind.name}{optional}"
        if default == "from `SECRET_KEY`":
            assert setting.default
            continue
        names = {"timedelta": timedelta, "settings": django_settings}
        assert eval(default.strip("`"), names) == setting.default


def test_the_errors_are_those_of_the_readme():
    # Another test keeps those equal to the code.
    readme = read_table("../README.md", "Endpoint")

    assert len(readme) > 20
    assert read_table("reference/errors.md", "Endpoint") == readme


def test_a_client_is_told_what_to_do_with_each_error():
    errors = {code for _, _, code, _ in read_table("reference/errors.md", "Endpoint")}

    advised = "".join(code for code, _ in read_table("how-to/clients.md", "`code`"))
    assert {code for code in errors if code not in advised} == set()


@pytest.mark.parametrize(
    ("heading", "module"),
    [("Signal", signals), ("Enrolment signal", enrollment_signals)],
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


def test_the_endpoints_of_second_factors():
    rows = read_table("reference/endpoints.md", "Enrolment endpoint and name")

    assert [row[0] for row in rows] == [
        f"`{method} {one.pattern}`, `{one.name}`"
        for one in enrollment_urls.urlpatterns
        for method in one.callback.view_class().allowed_methods
        if method != "OPTIONS"
    ]
