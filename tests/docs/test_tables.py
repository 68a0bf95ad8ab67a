"""The tables of the reference equal the code."""

import pytest
from django.dispatch import Signal
from docs.pages import read_table

from docs import make_tables, pages
from drf_jwt_2fa import signals, urls
from drf_jwt_2fa.enrollment import (
    signals as enrollment_signals,
    urls as enrollment_urls,
)
from drf_jwt_2fa.sessions import signals as session_signals, urls as session_urls
from drf_jwt_2fa.settings import SETTINGS


def test_the_settings():
    # To write them anew: `uv run tests/docs/make_tables.py`.
    sections = make_tables.make_sections(make_tables.get_headings())

    assert f"<!-- settings -->\n\n{sections}\n" in pages.read("reference/settings.md")


def test_every_setting_stands_under_a_heading():
    headings = make_tables.get_headings()

    named = [name for _heading, settings in headings for name in settings]
    assert named == list(SETTINGS)


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
