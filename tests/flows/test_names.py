"""User names as they are typed, and back ends that find whom they find."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import MultipleObjectsReturned
from testproject.models import Member


class ByUsername:
    """A back end that says `username`, whatever the model does, as Django's form."""

    def authenticate(self, request, username=None, password=None):
        member = Member.objects.filter(address=username).first()
        return member if member and member.check_password(password) else None


class ByAddress:
    """One that says what the user model does, as Simple JWT's own view."""

    def authenticate(self, request, address=None, password=None):
        return ByUsername().authenticate(request, address, password)


class FindsTwo(ModelBackend):
    def authenticate(self, request, username=None, password=None):
        raise MultipleObjectsReturned(f"get() returned 2 users, with {password}")


@pytest.mark.parametrize("name", ["ann", "\uff41\uff4e\uff4e", "\u24d0nn"])
def test_a_name_is_read_as_by_django_s_own_form(user, api, name):
    assert api.get_code(name).status_code == 200


def test_a_name_that_was_stored_normalized_is_found(api, django_user_model):
    django_user_model.objects.create_user("\ufb01nn", "f@example.com", "correct horse")

    for name in ("finn", "\ufb01nn"):
        assert api.get_code(name).status_code == 200


@pytest.mark.parametrize(
    "backends",
    [
        ["ByUsername"],
        ["ByAddress"],
        ["ByUsername", "ByAddress"],
        ["ByAddress", "ByUsername"],
        ["django.contrib.auth.backends.ModelBackend"],
        ["django.contrib.auth.backends.ModelBackend", "ByAddress"],
    ],
)
@pytest.mark.parametrize("field", ["address", "username"])
def test_a_back_end_may_take_the_name_by_either_keyword(
    db, api, settings, backends, field
):
    settings.AUTH_USER_MODEL = "testproject.Member"
    settings.AUTHENTICATION_BACKENDS = [
        name if "." in name else f"{__name__}.{name}" for name in backends
    ]
    Member.objects.create_user("ann@example.com", "correct horse")

    def post(password):
        data = {field: "ann@example.com", "password": password}
        return api.post("/get-code/", data, format="json")

    assert post("correct horse").status_code == 200
    assert post("wrong").status_code == 401


def test_two_users_who_match_are_a_wrong_password_and_a_logged_error(
    user, api, settings, caplog
):
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.FindsTwo"]

    response = api.get_code()

    assert response.status_code == 401
    assert response.json() == {"detail": "Incorrect authentication credentials."}
    assert [one.levelname for one in caplog.records if one.levelname == "ERROR"]
    assert "correct horse" not in caplog.text


def test_two_of_one_natural_key_are_too(user, api, monkeypatch, django_user_model):
    def get_by_natural_key(self, name):
        raise django_user_model.MultipleObjectsReturned

    monkeypatch.setattr(
        type(django_user_model._default_manager),
        "get_by_natural_key",
        get_by_natural_key,
    )

    assert api.get_code().status_code == 401
