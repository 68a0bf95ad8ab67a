"""Which methods complete a login, and which are offered at all."""

import pytest
from rest_framework_simplejwt.tokens import AccessToken

from drf_jwt_2fa.permissions import RecentSecondFactor


def trust_by_name(user):
    return "totp"


def trust_another(user):
    return "no-code-sender"


def trust_several(user):
    return ("totp", "recovery-code")


def trust_all(user):
    return None


@pytest.mark.parametrize("name", ["trust_by_name", "trust_another", "trust_several"])
def test_a_callable_may_return_a_name_or_several(ann, name):
    ann.settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = f"{__name__}.{name}"

    # What is a part of the text is not named by it.
    assert "enrollment_token" in ann.log_in().tokens


def test_a_callable_may_trust_all(ann):
    ann.settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = f"{__name__}.trust_all"

    assert "access" in ann.log_in().tokens


def get_offered(ann):
    return [one["name"] for one in ann.api.get_code().json()["methods"]]


def test_recovery_codes_are_offered_where_they_complete_a_login(ann, phone):
    assert get_offered(ann) == ["totp", "recovery-code"]

    ann.settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = ["totp"]

    assert get_offered(ann) == ["totp"]
    token = ann.begin()
    data = {"code_token": token, "method": "recovery-code"}
    assert ann.api.post("/challenge/", data).status_code == 400


def test_who_has_nothing_enrolled_that_is_trusted_is_offered_nothing_weaker(ann, phone):
    ann.settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = ["code-sender"]

    assert ann.api.get_code().status_code == 403


def test_nobody_waits_where_nothing_is_sent(ann, phone):
    token = ann.begin()

    for method in ("recovery-code", "totp", "recovery-code"):
        data = {"code_token": token, "method": method}
        response = ann.api.post("/challenge/", data)
        assert response.status_code == 200, response.content
        token = response.json()["token"]


def test_where_something_is_sent_one_waits(ann):
    token = ann.begin()
    assert ann.api.post("/challenge/", {"code_token": token}).status_code == 200
    token = ann.begin()
    token = ann.api.post("/challenge/", {"code_token": token}).json()["token"]

    assert ann.api.post("/challenge/", {"code_token": token}).status_code == 429


def test_a_step_up_may_be_asked_for_twice_and_both_count():
    once = RecentSecondFactor.within(minutes=5).by("totp", "code-sender")
    twice = once.within(hours=1).by("totp")

    assert twice.max_age == once.max_age
    assert twice.acr_values == ("totp",)


@pytest.mark.parametrize(
    "change",
    [
        {"acr": None},
        {"acr": ["totp"]},
        {"acr": "0"},
        {"acr": "gone"},
        {"amr": None},
        {"amr": ["pwd", "otp"]},
        {"amr": "mfa"},
        {"auth_time": True},
    ],
)
def test_odd_claims_are_no_recent_second_factor(ann, change):
    device = ann.log_in()
    token = AccessToken(device.tokens["access"])
    assert device.call("/totp/setup/", str(token)).status_code == 200
    token.payload.update(change)

    assert device.call("/totp/setup/", str(token)).status_code == 401


def test_a_no_2fa_token_enrols_only_who_needs_none_now(ann, device):
    ann.settings.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = "no-2fa"
    device.tokens = ann.api.get_code().json()
    assert device.post("/totp/setup/").status_code == 200

    ann.settings.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = "code-sender"

    assert device.post("/totp/setup/").status_code == 401


@pytest.mark.parametrize(
    ("ahead", "status"), [(0, 200), (10, 200), (11, 401), (-300, 200), (-301, 401)]
)
def test_a_second_factor_of_a_worker_whose_clock_is_ahead_is_recent(ann, ahead, status):
    device = ann.log_in()
    token = AccessToken(device.tokens["access"])
    token["auth_time"] += ahead

    assert device.call("/totp/setup/", str(token)).status_code == status
