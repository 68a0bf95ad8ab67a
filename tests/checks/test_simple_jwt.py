"""Settings of Simple JWT that do not go with ours."""

import pytest
from django.db import models
from rest_framework_simplejwt.tokens import Token

BLACKLIST = "rest_framework_simplejwt.token_blacklist"


@pytest.fixture
def old_release(monkeypatch):
    """A release of Simple JWT before 5.5."""
    monkeypatch.delattr(Token, "outstand", raising=False)


@pytest.fixture
def rotating(project, old_release):
    """A project that relies on the blacklist for rotated refresh tokens."""
    project.INSTALLED_APPS = [*project.INSTALLED_APPS, BLACKLIST]
    project.SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": True}
    return project


def test_rotated_tokens_that_the_blacklist_does_not_know(rotating, find):
    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.E022"
    assert "5.5" in one.hint
    assert "drf_jwt_2fa.enrollment" in one.hint


def test_a_release_that_lists_rotated_tokens(rotating, found_ids, monkeypatch):
    monkeypatch.setattr(Token, "outstand", lambda self: None, raising=False)

    assert found_ids(deploy=False) == []


def test_tokens_that_are_not_rotated_are_known(rotating, found_ids):
    rotating.SIMPLE_JWT = {}

    assert found_ids(deploy=False) == []


def test_nobody_relies_on_a_blacklist_that_is_not_installed(
    project, old_release, found_ids
):
    project.SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": True}

    assert found_ids(deploy=False) == []


def test_epochs_end_rotated_tokens(rotating, enrolling, found_ids):
    enrolling.SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": True, "CHECK_REVOKE_TOKEN": True}
    assert found_ids(deploy=False) == []

    # Nothing is asked of the tables then.
    enrolling.JWT2FA_AUTH = {}
    assert "E022" in found_ids(deploy=False)


def test_rotation_with_wrong_settings_is_no_second_finding(rotating, found_ids):
    rotating.JWT2FA_AUTH["METHODS"] = 7

    assert found_ids(deploy=False) == ["E002"]


@pytest.mark.parametrize("name", ["uuid", "email__iexact", "groups", "logentry", "", 7])
def test_users_are_identified_by_a_field_that_does_not_exist(project, find, name):
    project.SIMPLE_JWT = {"USER_ID_FIELD": name}

    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.E026"
    assert f"{name!r}, which is not a field of the user model" in one.msg
    assert one.hint == "Set it to 'id', or to another unique field."


def test_users_are_identified_by_a_property(project, found_ids, django_user_model):
    project.SIMPLE_JWT = {"USER_ID_FIELD": "is_anonymous"}

    assert found_ids(deploy=False) == ["E026"]


def test_users_are_identified_by_a_field_that_several_share(project, find):
    project.SIMPLE_JWT = {"USER_ID_FIELD": "email"}

    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.E026"
    assert "'email', which is not unique" in one.msg


@pytest.mark.parametrize("name", ["id", "pk", "username"])
def test_users_are_identified_by_a_unique_field(project, found_ids, name):
    project.SIMPLE_JWT = {"USER_ID_FIELD": name}

    assert found_ids() == []


def test_users_are_identified_by_a_unique_constraint(
    project, found_ids, django_user_model, monkeypatch
):
    constraint = models.UniqueConstraint(fields=["email"], name="one_email")
    monkeypatch.setattr(django_user_model._meta, "constraints", [constraint])
    monkeypatch.setitem(
        vars(django_user_model._meta), "total_unique_constraints", [constraint]
    )
    project.SIMPLE_JWT = {"USER_ID_FIELD": "email"}

    assert found_ids() == []


def test_a_user_model_that_does_not_exist_is_for_django_to_report(project):
    from drf_jwt_2fa.checks.simple_jwt import check_user_id  # noqa: PLC0415

    project.AUTH_USER_MODEL = "nowhere.User"

    assert check_user_id() == []
