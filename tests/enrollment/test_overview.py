"""What users see of their second factors, from what was read of them."""

from datetime import datetime, timezone

import pytest
from testproject.methods import METHODS

from drf_jwt_2fa.enrollment.overview import describe_methods, describe_recovery_codes
from drf_jwt_2fa.methods import Enrolled, Factors

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
FACTORS = Factors(
    enrolled=(
        Enrolled("totp", NOW, last_used_at=NOW, is_preferred=True),
        Enrolled("card", NOW, is_disabled=True),
    ),
    recovery_codes_left=7,
)


def test_all_that_is_enrolled_is_told():
    assert describe_methods(object(), FACTORS) == {
        "methods": [
            {
                "name": "totp",
                "created_at": NOW,
                "last_used_at": NOW,
                "is_disabled": False,
                "is_trusted": True,
            },
            {
                "name": "card",
                "created_at": NOW,
                "last_used_at": None,
                "is_disabled": True,
                # It is not configured.
                "is_trusted": False,
            },
        ],
        "preferred": "totp",
        "recovery_codes_left": 7,
    }


def test_who_has_nothing_sees_that():
    nothing = {"methods": [], "preferred": None, "recovery_codes_left": 0}

    assert describe_methods(object(), Factors()) == nothing
    assert describe_recovery_codes(Factors()) == {"recovery_codes_left": 0}


@pytest.mark.parametrize(
    ("changed", "is_trusted"),
    [
        ({"TRUSTED_2FA_METHODS": ["totp"]}, True),
        ({"TRUSTED_2FA_METHODS": ["card"]}, False),
        ({"METHODS": METHODS[1:]}, False),
    ],
)
def test_it_is_told_which_complete_a_login(configure, changed, is_trusted):
    configure(**changed)

    method = describe_methods(object(), FACTORS)["methods"][0]
    assert method["is_trusted"] == is_trusted
