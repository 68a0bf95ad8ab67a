"""Findings about trusted devices."""

from datetime import timedelta

import pytest

from drf_jwt_2fa.methods import Method

MONTH = timedelta(days=30)
SESSIONS = "drf_jwt_2fa.sessions"


class Misnamed(Method):
    name = "trusted-device"


@pytest.fixture
def trusting(project):
    """A project without findings that trusts devices for a day."""
    others = [one for one in project.INSTALLED_APPS if one != SESSIONS]
    project.INSTALLED_APPS = [*others, SESSIONS]
    project.JWT2FA_AUTH |= {
        "AUTH_CLAIMS": True,
        "TRUSTED_DEVICE_LIFETIME": timedelta(hours=24),
    }
    return project


def test_a_project_that_trusts_devices_has_no_findings(trusting, found_ids):
    assert found_ids() == []


def test_devices_without_their_app(trusting, found_ids):
    trusting.INSTALLED_APPS = [
        one for one in trusting.INSTALLED_APPS if one != SESSIONS
    ]

    assert found_ids() == ["E043"]


def test_a_method_with_the_name_of_such_logins(project, found_ids):
    project.JWT2FA_AUTH |= {
        "METHODS": [f"{__name__}.Misnamed", "drf_jwt_2fa.methods.CodeSender"],
        "AUTH_CLAIMS": True,
    }

    assert found_ids() == ["E044"]


def test_tokens_that_do_not_show_it(trusting, found_ids):
    trusting.JWT2FA_AUTH |= {"AUTH_CLAIMS": False}

    assert found_ids() == ["W043"]


@pytest.mark.parametrize("trusted", [["code-sender"], lambda user: ["code-sender"]])
def test_a_month_without_a_second_factor_where_one_is_required(trusting, find, trusted):
    trusting.JWT2FA_AUTH |= {
        "TRUSTED_DEVICE_LIFETIME": MONTH,
        "TRUSTED_2FA_METHODS": trusted,
    }

    assert find(deploy=False) == []
    [one] = find()
    assert one.id == "drf_jwt_2fa.W141"
    assert "NIST SP 800-63B-4, 5.1 and 2.2.3" in one.hint


@pytest.mark.parametrize(
    "changed",
    [
        {"TRUSTED_2FA_METHODS": ["code-sender"]},
        {"TRUSTED_DEVICE_LIFETIME": MONTH},
        {
            "TRUSTED_DEVICE_LIFETIME": lambda user: MONTH,
            "TRUSTED_2FA_METHODS": ["code-sender"],
        },
    ],
    ids=["a day", "no requirement", "known at the login"],
)
def test_what_is_no_finding(trusting, found_ids, changed):
    trusting.JWT2FA_AUTH |= changed

    assert found_ids() == []


@pytest.mark.parametrize(
    ("lifetime", "found"),
    [
        (timedelta(0), ["E003"]),
        (timedelta(days=401), ["E003"]),
        (30, ["E002"]),
        ("no.such.callable", ["E004"]),
        ("drf_jwt_2fa.sending.logger", ["E004"]),
    ],
)
def test_a_lifetime_that_cannot_work(trusting, found_ids, lifetime, found):
    trusting.JWT2FA_AUTH |= {"TRUSTED_DEVICE_LIFETIME": lifetime}

    assert found_ids() == found
