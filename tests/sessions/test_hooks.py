"""What the core asks of sessions: refreshes, checks of tokens."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers
from rest_framework_simplejwt.serializers import (
    TokenRefreshSerializer,
    TokenRefreshSlidingSerializer,
)
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken
from testproject.devices import get_claims, get_code

from drf_jwt_2fa.sessions import hooks
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.views import RefreshAuthToken


class RefreshSerializer(TokenRefreshSerializer):
    """A project's own, with a check, a claim and another key in the answer."""

    device = serializers.CharField(required=False)

    def validate(self, attrs):
        if attrs.get("device") == "stolen":
            raise serializers.ValidationError("Stolen.")
        data = super().validate(attrs)
        access = self.token_class(attrs["refresh"]).access_token
        access["role"] = "admin"
        return {**data, "access": str(access), "more": 1}


class GuestSerializer(TokenRefreshSerializer):
    """Takes a role away, and gives shorter tokens."""

    def validate(self, attrs):
        data = super().validate(attrs)
        access = AccessToken(data["access"])
        access["role"] = "guest"
        access["exp"] = access["iat"] + 30
        del access["internal"]
        return {**data, "access": str(access)}


class CookieSerializer(TokenRefreshSerializer):
    """Takes the token from a cookie."""

    refresh = None

    def validate(self, attrs):
        attrs["refresh"] = self.context["request"].COOKIES.get("mine")
        return super().validate(attrs) if attrs["refresh"] else {}


class NoAccessSerializer(TokenRefreshSerializer):
    def validate(self, attrs):
        return {"note": "mine"}


class TestOwnSerializer:
    def test_its_claims_and_keys_are_kept(self, laptop, monkeypatch):
        monkeypatch.setattr(RefreshAuthToken, "_serializer_class", "", raising=False)
        monkeypatch.setattr(RefreshAuthToken, "serializer_class", RefreshSerializer)

        answer = laptop.post_refresh().json()

        claims = get_claims(answer["access"])
        assert (claims["role"], claims["sid"]) == ("admin", laptop.key.hex)
        assert "gen" not in claims
        assert answer["more"] == 1
        assert get_claims(answer["refresh"])["gen"] == 1

    def test_what_it_takes_away_does_not_come_back(self, user, client, monkeypatch):
        monkeypatch.setattr(RefreshAuthToken, "serializer_class", GuestSerializer)
        token = RefreshToken.for_user(user)
        token["role"], token["internal"] = "admin", "x"

        answer = client.post("/refresh/", {"refresh": str(token)}).json()

        claims = get_claims(answer["access"])
        assert claims["role"] == "guest"
        assert claims["exp"] - claims["iat"] == 30
        assert not {"internal", "gen"} & set(claims)
        assert claims["sid"] == get_claims(answer["refresh"])["sid"]

    def test_it_may_take_the_token_from_elsewhere(self, laptop, monkeypatch):
        monkeypatch.setattr(RefreshAuthToken, "serializer_class", CookieSerializer)
        assert list(laptop.client.post("/refresh/").json()) == ["refresh"]

        laptop.client.cookies["mine"] = laptop.refresh_token
        answer = laptop.client.post("/refresh/")
        assert get_claims(answer.json()["refresh"])["gen"] == 1

    def test_its_checks_count(self, laptop, monkeypatch):
        monkeypatch.setattr(RefreshAuthToken, "serializer_class", RefreshSerializer)
        data = {"refresh": laptop.refresh_token, "device": "stolen"}

        assert laptop.client.post("/refresh/", data).status_code == 400
        assert laptop.session.generation == 0

    def test_it_need_not_give_an_access_token(self, laptop, monkeypatch):
        monkeypatch.setattr(RefreshAuthToken, "serializer_class", NoAccessSerializer)

        assert set(laptop.post_refresh().json()) == {"access", "refresh", "note"}


def test_sliding_tokens_are_refreshed_without_sessions(
    user, client, settings, monkeypatch
):
    serializer_class = TokenRefreshSlidingSerializer
    monkeypatch.setattr(RefreshAuthToken, "serializer_class", serializer_class)
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": "rest_framework_simplejwt.serializers"
        ".TokenObtainSlidingSerializer",
    }
    token = str(SlidingToken.for_user(user))
    assert client.post("/refresh/", {"token": token}).status_code == 200
    assert client.post("/verify/", {"token": token}).status_code == 200
    assert not Session.objects.exists()


def verify(device, token):
    return device.client.post("/verify/", {"token": token})


class TestVerify:
    def test_a_good_refresh_token(self, laptop):
        first = laptop.refresh_token
        assert verify(laptop, first).status_code == 200
        laptop.refresh()
        assert verify(laptop, first).status_code == 200
        assert verify(laptop, laptop.refresh_token).status_code == 200

    def test_a_copy_is_not_good_and_ends_nothing(self, laptop, clock):
        first = laptop.refresh_token
        laptop.refresh()
        clock.shift(60)

        assert get_code(verify(laptop, first)) == (401, "token_not_valid")
        assert laptop.session.ended_at is None

    def test_one_of_an_ended_session(self, laptop):
        Session.objects.update(ended_at="2030-01-01T00:00Z", ended_by="reuse")

        response = verify(laptop, laptop.refresh_token)
        assert get_code(response) == (401, "token_not_valid")

    def test_one_of_no_session(self, laptop):
        Session.objects.all().delete()

        assert verify(laptop, laptop.refresh_token).status_code == 401

    def test_claims_of_another_form(self, laptop):
        token = RefreshToken(laptop.refresh_token)
        token["gen"] = "1"

        assert verify(laptop, str(token)).status_code == 401

    def test_it_reads_once(self, laptop):
        with CaptureQueriesContext(connection) as queries:
            verify(laptop, laptop.refresh_token)

        assert len(queries) == 1

    def test_an_access_token_is_looked_up_if_that_is_wanted(self, laptop, configure):
        token = laptop.tokens["access"]
        configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
        assert verify(laptop, token).status_code == 200

        laptop.client.post("/sign-out/", {"refresh": laptop.refresh_token})

        assert get_code(verify(laptop, token)) == (401, "session_ended")


class CountingCache:
    def __init__(self, monkeypatch):
        self.calls = []
        cache = caches["default"]
        for name in ("get", "get_many", "set", "set_many", "add", "incr", "delete"):
            monkeypatch.setattr(cache, name, self.wrap(name, getattr(cache, name)))

    def wrap(self, name, call):
        def counted(*args, **kwargs):
            self.calls.append(name)
            return call(*args, **kwargs)

        return counted


class TestAccessTokens:
    def test_by_default_they_live_on_and_nothing_is_asked(self, laptop, monkeypatch):
        laptop.client.post("/sign-out/", {"refresh": laptop.refresh_token})
        cache = CountingCache(monkeypatch)

        with CaptureQueriesContext(connection) as queries:
            assert laptop.client.get("/me/").status_code == 200
        assert (len(queries), cache.calls) == (1, [])

    def test_if_wanted_one_look_into_the_cache_refuses_them(
        self, laptop, sign_in, configure, monkeypatch
    ):
        configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
        phone = sign_in("Safari")
        laptop.client.post("/sign-out/", {"refresh": laptop.refresh_token})
        cache = CountingCache(monkeypatch)

        assert get_code(laptop.client.get("/me/")) == (401, "session_ended")
        assert cache.calls == ["get"]
        assert phone.client.get("/me/").status_code == 200
        assert cache.calls == ["get", "get"]

    def test_every_way_to_end_a_session_ends_them(
        self, laptop, sign_in, configure, user
    ):
        configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
        phones = [sign_in("Safari") for _ in range(3)]
        laptop.client.delete(f"/sessions/{phones[0].key}/")
        assert phones[0].client.get("/me/").status_code == 401
        laptop.client.delete("/sessions/")
        assert phones[1].client.get("/me/").status_code == 401
        assert laptop.client.get("/me/").status_code == 200
        hooks.end_all(user, "factors")
        assert laptop.client.get("/me/").status_code == 401

    def test_a_cache_that_is_down_lets_nobody_in(self, laptop, configure, monkeypatch):
        configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
        monkeypatch.setattr(caches["default"], "get", None)

        response = laptop.client.get("/me/")
        assert response.status_code == 503

    def test_a_token_without_a_session_is_not_looked_up(
        self, user, client, configure, monkeypatch
    ):
        from rest_framework_simplejwt.tokens import AccessToken  # noqa: PLC0415

        configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
        monkeypatch.setattr(caches["default"], "get", None)
        token = AccessToken.for_user(user)

        response = client.get("/me/", HTTP_AUTHORIZATION=f"Bearer {token}")
        assert response.status_code == 200


@pytest.mark.parametrize("session", [7, "x", None])
def test_a_step_up_of_no_session_is_refused(user, session):
    with pytest.raises(hooks.SessionEndedError):
        hooks.check_step_up(session, user)


def test_a_user_who_is_in_no_table_has_no_sessions():
    hooks.end_all(object(), "factors")
