"""Projects whose users are not Django's own."""

import pytest
from testproject.models import Member


@pytest.fixture
def member(db, settings):
    settings.AUTH_USER_MODEL = "testproject.Member"
    return Member.objects.create_user("mia@example.com", "correct horse")


def me(api, access):
    return api.get("/me/", HTTP_AUTHORIZATION=f"Bearer {access}")


@pytest.mark.parametrize("field", ["address", "username"])
def test_a_user_with_a_uuid_and_another_name_logs_in(api, member, field):
    data = {field: "mia@example.com", "password": "correct horse"}
    response = api.post("/get-code/", data, format="json")
    code_token = response.json()["token"]

    tokens = api.auth(code_token, api.last_mailed_code).json()

    assert me(api, tokens["access"]).json() == {"username": "mia@example.com"}


def test_the_right_one_of_several_users_comes_back(api, member):
    Member.objects.create_user("max@example.com", "correct horse")

    for name in ["mia@example.com", "max@example.com"]:
        tokens = api.log_in(username=name)
        assert me(api, tokens["access"]).json() == {"username": name}


def test_missing_fields_are_told_by_their_own_names(api, member):
    assert api.post("/get-code/", {}).json() == {
        "address": ["This field is required."],
        "password": ["This field is required."],
    }


def test_a_token_from_before_the_user_model_changed_is_nobodys(api, user, settings):
    code, code_token = api.get_code_and_token()
    settings.AUTH_USER_MODEL = "testproject.Member"

    assert api.auth(code_token, code).status_code == 401
