from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework_simplejwt.authentication import (
    JWTAuthentication,
    JWTTokenUserAuthentication,
)
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken
from testproject.models import Customer

from drf_jwt_2fa.authentication import (
    Jwt2faAuthentication,
    ProjectAuthentication,
    find_user,
    get_authentication_classes,
)


def bearer(token):
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def test_it_is_simple_jwts_authentication():
    assert issubclass(Jwt2faAuthentication, JWTAuthentication)


def test_an_access_token_identifies_its_user(client, user):
    response = client.get("/me/", **bearer(AccessToken.for_user(user)))

    assert response.json() == {"username": "ann"}


@pytest.mark.parametrize("kind", ["refresh", "code"])
def test_a_token_of_another_kind_does_not(api, user, kind):
    token = RefreshToken.for_user(user)
    if kind == "code":
        _code, token = api.get_code_and_token()

    assert api.get("/me/", **bearer(token)).status_code == 401


def test_no_token_is_a_401_that_says_what_is_wanted(client, db):
    response = client.get("/me/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


class Theirs(JWTAuthentication):
    """An authentication class of a project."""


def test_the_projects_classes_for_these_tokens_are_used_in_their_order(settings):
    settings.REST_FRAMEWORK = {
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "rest_framework.authentication.SessionAuthentication",
            f"{__name__}.Theirs",
            "drf_jwt_2fa.authentication.Jwt2faAuthentication",
        ]
    }

    assert get_authentication_classes() == (Theirs, Jwt2faAuthentication)


@pytest.mark.parametrize(
    "classes", [[], ["rest_framework.authentication.BasicAuthentication"]]
)
def test_without_any_ours_is_used(settings, classes):
    settings.REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": classes}

    assert get_authentication_classes() == (Jwt2faAuthentication,)


@pytest.mark.parametrize("one", [Theirs, f"{__name__}.Theirs"])
def test_the_setting_comes_first(settings, one):
    settings.JWT2FA_AUTH = {"AUTHENTICATION_CLASSES": [one]}

    assert get_authentication_classes() == (Theirs,)


@pytest.mark.parametrize(
    "path", ["nowhere.Authentication", f"{__name__}.Nothing", "Authentication"]
)
def test_a_path_that_leads_nowhere_names_the_setting(settings, path):
    settings.JWT2FA_AUTH = {"AUTHENTICATION_CLASSES": [path]}

    with pytest.raises(ImproperlyConfigured, match=r"\['AUTHENTICATION_CLASSES'\]"):
        get_authentication_classes()


def test_a_view_reads_them_live(settings):
    class View:
        authentication_classes = ProjectAuthentication()

    view = View()
    assert view.authentication_classes == (Jwt2faAuthentication,)
    settings.JWT2FA_AUTH = {"AUTHENTICATION_CLASSES": [Theirs]}
    assert view.authentication_classes == View.authentication_classes == (Theirs,)


def test_a_user_made_of_the_token_is_looked_up(user):
    token = AccessToken.for_user(user)
    made = JWTTokenUserAuthentication().get_user(token)

    found = find_user(SimpleNamespace(user=made, auth=token))

    assert found == user
    assert type(found) is type(user)


def test_a_user_made_of_the_token_who_is_gone_is_a_401(user):
    token = AccessToken.for_user(user)
    made = JWTTokenUserAuthentication().get_user(token)
    user.delete()

    with pytest.raises(AuthenticationFailed):
        find_user(SimpleNamespace(user=made, auth=token))


def test_a_user_of_another_kind_stays_as_they_are():
    nobody = SimpleNamespace(pk=7)

    assert find_user(SimpleNamespace(user=nobody, auth=None)) is nobody


@pytest.fixture
def customer(db, settings):
    settings.AUTH_USER_MODEL = "testproject.Customer"
    return Customer.objects.create_user("mia@example.com", "correct horse")


def authenticate(token):
    return Jwt2faAuthentication().get_user(token)


@pytest.mark.parametrize("name", ["user_id", "pk", "id"])
def test_users_are_found_by_a_column_or_by_a_property(customer, settings, name):
    settings.SIMPLE_JWT = {"USER_ID_FIELD": name}

    assert authenticate(AccessToken.for_user(customer)) == customer


@pytest.mark.parametrize("odd", [999, "x", "", [], {}, None, 10**30])
@pytest.mark.parametrize("name", ["user_id", "pk", "id"])
def test_an_id_of_nobody_is_a_401(customer, settings, name, odd):
    settings.SIMPLE_JWT = {"USER_ID_FIELD": name}
    token = AccessToken()
    token["user_id"] = odd

    with pytest.raises(AuthenticationFailed) as caught:
        authenticate(token)
    assert caught.value.detail["code"] == "user_not_found"


def test_a_property_that_is_no_primary_key_makes_nobody_somebody_else(
    customer, settings, monkeypatch
):
    other = Customer.objects.create_user("max@example.com", "correct horse")
    # The number of the one is the key of the other.
    monkeypatch.setattr(Customer, "id", property(lambda self: 3 - self.pk))
    assert {customer.pk, other.pk} == {1, 2}

    with pytest.raises(AuthenticationFailed):
        authenticate(AccessToken.for_user(customer))
