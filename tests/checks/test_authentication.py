"""The check of the authentication classes for signed-in users."""

import pytest

from drf_jwt_2fa.authentication import Jwt2faAuthentication


class NoAuthentication:
    """A class that authenticates nobody."""


@pytest.mark.parametrize(
    "classes",
    [
        None,
        [Jwt2faAuthentication],
        ("drf_jwt_2fa.authentication.Jwt2faAuthentication",),
    ],
)
def test_classes_that_authenticate_are_fine(project, found_ids, classes):
    project.JWT2FA_AUTH = {
        **project.JWT2FA_AUTH,
        "AUTHENTICATION_CLASSES": classes,
    }

    assert found_ids() == []


@pytest.mark.parametrize(
    ("classes", "problem"),
    [
        (["nowhere.Authentication"], "cannot be imported"),
        ([f"{__name__}.Nothing"], "cannot be imported"),
        ([f"{__name__}.NoAuthentication"], "which is not one"),
        ([NoAuthentication], "which is not one"),
        ([7], "which is not one"),
        ([], "is empty"),
    ],
)
def test_others_are_an_error(project, find, classes, problem):
    project.JWT2FA_AUTH = {
        **project.JWT2FA_AUTH,
        "AUTHENTICATION_CLASSES": classes,
    }

    [found] = find()

    assert found.id == "drf_jwt_2fa.E027"
    assert "AUTHENTICATION_CLASSES" in found.msg
    assert problem in found.msg


def test_a_value_of_another_type_is_anothers_business(project, found_ids):
    project.JWT2FA_AUTH = {**project.JWT2FA_AUTH, "AUTHENTICATION_CLASSES": 7}

    assert found_ids() == ["E002"]
