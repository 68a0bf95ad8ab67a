"""``2fa-method/``."""

import pytest
from testproject.methods import METHODS


def test_what_is_there_to_see_has_no_secret(enrolled_ann):
    response = enrolled_ann.api.get("/2fa-method/")

    answer = response.json()
    assert [one["name"] for one in answer["methods"]] == ["totp", "recovery-code"]
    assert set(answer["methods"][0]) == {
        *("name", "created_at", "last_used_at", "is_disabled", "is_trusted"),
    }
    assert answer["recovery_codes_left"] == 10
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["recovery-code", "code-sender", "", "x" * 65])
def test_not_everything_can_be_preferred(enrolled_ann, name):
    data = {"method": name, **enrolled_ann.prove()}

    response = enrolled_ann.api.post("/2fa-method/", data)

    assert response.status_code in (400, 409)


def test_it_is_told_which_methods_complete_a_login(enrolled_ann, configure):
    def trusted():
        methods = enrolled_ann.api.get("/2fa-method/").json()["methods"]
        return {one["name"]: one["is_trusted"] for one in methods}

    assert trusted() == {"totp": True, "recovery-code": True}
    configure(TRUSTED_2FA_METHODS=["totp"])
    assert trusted() == {"totp": True, "recovery-code": False}
    configure(METHODS=METHODS[1:])
    assert trusted() == {"totp": False, "recovery-code": False}
