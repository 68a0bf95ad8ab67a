"""The endpoint where a login without a password begins."""

import pytest
from django.urls import path
from testproject.enrolling import get_claims
from testproject.passkeys import SETTINGS, Holder

from drf_jwt_2fa.enrollment import views
from drf_jwt_2fa.enrollment.serializers import SecretSerializer
from drf_jwt_2fa.enrollment.testing import create_passkey
from drf_jwt_2fa.token_manager import CodeTokenManager

URL = "/passkey-login/"


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS


def test_addresses_are_limited_apart_from_passwords(api, user, configure):
    configure(PASSKEY_LOGIN_THROTTLE_RATE="2/h", CODE_TOKEN_THROTTLE_RATE="1/h")

    assert [api.post(URL).status_code for _time in range(3)] == [200, 200, 429]

    response = api.post(URL)
    assert int(response["Retry-After"]) == 3600
    assert api.get_code().status_code == 200
    assert api.get_code().status_code == 429


def test_the_default_is_for_pages_with_autofill(api):
    answers = [api.post(URL).status_code for _time in range(121)]

    assert answers == [200] * 120 + [429]


def test_there_may_be_no_limit(api, configure):
    configure(PASSKEY_LOGIN_THROTTLE_RATE=None)

    assert {api.post(URL).status_code for _time in range(130)} == {200}


def test_where_it_is_closed_nothing_counts(api, configure, cache):
    configure(PASSKEY_LOGIN=False)

    assert api.post(URL).status_code == 404
    assert not cache._cache


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"username": "ann"}', b""])
def test_whatever_is_sent_is_not_read_as_a_name(api, body):
    response = api.post(URL, body, content_type="application/json")

    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert "allowCredentials" not in response.json()["challenge"]


def test_no_answer_may_be_stored(api):
    assert "no-store" in api.post(URL)["Cache-Control"]
    assert api.get(URL).status_code == 405


class Manager(CodeTokenManager):
    """A project's own."""

    def encode_token(self, payload):
        return super().encode_token({**payload, "mine": True})


class Serializer(SecretSerializer):
    token_manager_class = Manager


class Urls:
    urlpatterns = [
        path("own/", views.BeginPasskeyLogin.as_view(serializer_class=Serializer))
    ]


def test_a_project_may_have_its_own_manager(api, settings):
    settings.ROOT_URLCONF = Urls

    assert get_claims(api.post("/own/").json()["token"])["mine"]


def test_a_bad_access_token_does_not_matter(api, ann, user):
    key = create_passkey(user)
    api.credentials(HTTP_AUTHORIZATION="Bearer junk")

    begun = api.post(URL).json()

    assert Holder(ann).redeem(begun["token"], key.answer(begun["challenge"]))
