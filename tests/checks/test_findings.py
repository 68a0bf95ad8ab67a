"""What checks are made of."""

import pytest
from django.core.checks import ERROR, WARNING

from drf_jwt_2fa.checks.findings import (
    error,
    find_methods,
    get_user_settings,
    read,
    warning,
)

from .conftest import SENT


@pytest.mark.parametrize(
    ("make", "level", "id_"),
    [(error, ERROR, "drf_jwt_2fa.E007"), (warning, WARNING, "drf_jwt_2fa.W007")],
)
def test_a_finding_says_what_to_do(make, level, id_):
    found = make(7, "It is so.", "Change it.")

    assert (found.level, found.id) == (level, id_)
    assert (found.msg, found.hint, found.obj) == (
        "It is so.",
        "Change it.",
        "JWT2FA_AUTH",
    )


def test_what_the_project_set_is_read_and_else_the_default(project):
    project.JWT2FA_AUTH = {"CODE_LENGTH": 5}

    assert read("CODE_LENGTH", "CODE_CHARACTERS") == [5, "0123456789"]
    assert get_user_settings() == {"CODE_LENGTH": 5}


@pytest.mark.parametrize("value", ["5", 0, None])
def test_nothing_is_read_where_a_value_cannot_work(project, value):
    project.JWT2FA_AUTH = {"CODE_LENGTH": value}

    assert read("CODE_CHARACTERS", "CODE_LENGTH") is None
    assert read("CODE_CHARACTERS") == ["0123456789"]


def test_nothing_is_read_where_the_settings_are_no_dictionary(project):
    project.JWT2FA_AUTH = ["CODE_LENGTH"]

    assert get_user_settings() == {}
    assert read("CODE_LENGTH") is None
    assert find_methods() is None


def test_methods_are_found_by_name(project):
    assert list(find_methods()) == ["code-sender"]


@pytest.mark.parametrize("methods", [7, ["no.such.module"], [SENT, SENT]])
def test_no_methods_are_found_where_they_cannot_work(project, methods):
    project.JWT2FA_AUTH = {"METHODS": methods}

    assert find_methods() is None
