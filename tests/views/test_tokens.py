import pytest
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt import settings as jwt_settings
from rest_framework_simplejwt.serializers import (
    TokenRefreshSerializer,
    TokenRefreshSlidingSerializer,
)
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken

from drf_jwt_2fa import views


def test_a_refresh_token_gives_a_new_access_token(api, user):
    response = api.post("/refresh/", {"refresh": str(RefreshToken.for_user(user))})

    assert response.status_code == 200
    assert AccessToken(response.json()["access"])


def test_refreshing_for_a_deleted_user_is_a_401(api, user):
    refresh = str(RefreshToken.for_user(user))
    user.delete()

    response = api.post("/refresh/", {"refresh": refresh})

    assert response.status_code == 401
    assert response.json()["code"] == "user_not_found"


def test_a_deleted_user_is_told_for_sliding_tokens_too(user):
    class RefreshSlidingToken(views.RefreshAuthToken):
        serializer_class = TokenRefreshSlidingSerializer

    view = RefreshSlidingToken.as_view()
    token = str(SlidingToken.for_user(user))
    request = APIRequestFactory().post("/", {"token": token})
    assert view(request).status_code == 200
    user.delete()

    assert view(request).status_code == 401


def test_refreshing_looks_at_the_user_once(api, user, django_assert_num_queries):
    refresh = str(RefreshToken.for_user(user))

    with django_assert_num_queries(1):
        response = api.post("/refresh/", {"refresh": refresh})

    assert response.status_code == 200


def test_an_inactive_user_is_refused_by_every_release(api, user):
    refresh = str(RefreshToken.for_user(user))
    user.is_active = False
    user.save()

    assert api.post("/refresh/", {"refresh": refresh}).status_code == 401


def test_an_inactive_user_is_refused_whatever_the_rule_of_the_project(
    api, user, settings, monkeypatch
):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": lambda user: True}
    # Simple JWT's modules keep the settings that they were imported with.
    name = "rest_framework_simplejwt.serializers.api_settings"
    monkeypatch.setattr(name, jwt_settings.api_settings)
    refresh = str(RefreshToken.for_user(user))
    assert api.post("/refresh/", {"refresh": refresh}).status_code == 200
    user.is_active = False
    user.save()

    assert api.post("/refresh/", {"refresh": refresh}).status_code == 401


def test_a_serializer_that_does_not_look_at_the_user_is_not_relied_on(user):
    class Careless(TokenRefreshSerializer):
        def validate(self, attrs):
            return {"access": str(RefreshToken(attrs["refresh"]).access_token)}

    view = views.RefreshAuthToken.as_view(serializer_class=Careless)
    refresh = str(RefreshToken.for_user(user))
    request = APIRequestFactory().post("/", {"refresh": refresh})
    assert view(request).status_code == 200
    user.delete()

    assert view(request).status_code == 401


@pytest.mark.skipif(
    "CHECK_REVOKE_TOKEN" not in jwt_settings.DEFAULTS,
    reason="This release of Simple JWT has no CHECK_REVOKE_TOKEN",
)
def test_a_new_password_ends_refresh_tokens_if_wanted(api, user, settings, monkeypatch):
    settings.SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": True}
    # Simple JWT's modules keep the settings that they were imported with.
    for module in ("authentication", "tokens"):
        name = f"rest_framework_simplejwt.{module}.api_settings"
        monkeypatch.setattr(name, jwt_settings.api_settings)
    refresh = api.log_in()["refresh"]
    assert api.post("/refresh/", {"refresh": refresh}).status_code == 200
    user.set_password("battery staple")
    user.save()

    response = api.post("/refresh/", {"refresh": refresh})

    assert response.status_code == 401
    assert response.json()["code"] == "password_changed"


def test_any_valid_token_verifies(api, user):
    for token in [RefreshToken.for_user(user), AccessToken.for_user(user)]:
        assert api.post("/verify/", {"token": str(token)}).status_code == 200


def test_a_code_token_does_not_verify(api, user):
    _code, code_token = api.get_code_and_token()

    assert api.post("/verify/", {"token": code_token}).status_code == 401
