import time

import jwt
from rest_framework_simplejwt.serializers import (
    TokenObtainPairSerializer,
    TokenRefreshSlidingSerializer,
)
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken

from drf_jwt_2fa.login.auth_tokens import (
    Evidence,
    get_token_class,
    issue_tokens,
)
from drf_jwt_2fa.methods import CodeSender, NoSecondFactor, TrustedDevice


class NamingSerializer(TokenObtainPairSerializer):
    @classmethod
    def get_token(cls, user):
        token = super().get_token(user)
        token["name"] = user.get_username()
        return token


def use(settings, serializer):
    settings.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": serializer}


def read_claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_the_tokens_are_an_access_and_a_refresh_token(user):
    tokens = issue_tokens(user, get_token_class(), Evidence(CodeSender()), None)

    assert list(tokens) == ["access", "refresh"]
    assert AccessToken(tokens["access"])["user_id"] in [user.pk, str(user.pk)]
    assert RefreshToken(tokens["refresh"])


def test_their_keys_can_be_chosen(user, settings):
    settings.JWT2FA_AUTH = {
        "AUTH_RESULT_ACCESS_TOKEN_KEY": "a",
        "AUTH_RESULT_REFRESH_TOKEN_KEY": "r",
    }

    assert list(
        issue_tokens(user, get_token_class(), Evidence(CodeSender()), None)
    ) == ["a", "r"]


def test_claims_that_a_project_adds_in_get_token_are_there(user, settings):
    use(settings, f"{__name__}.NamingSerializer")

    tokens = issue_tokens(user, get_token_class(), Evidence(CodeSender()), None)

    assert read_claims(tokens["access"])["name"] == "ann"
    assert read_claims(tokens["refresh"])["name"] == "ann"


class BoastingSerializer(NamingSerializer):
    @classmethod
    def get_token(cls, user):
        token = super().get_token(user)
        token.payload.update(auth_time=1, amr=["hwk"], acr="totp", mfa=True)
        return token


def test_no_project_s_claims_take_the_place_of_ours(user, settings, clock):
    use(settings, f"{__name__}.BoastingSerializer")
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}

    for token in issue_tokens(
        user, get_token_class(), Evidence(CodeSender()), None
    ).values():
        claims = read_claims(token)
        assert claims["auth_time"] == int(time.time())
        assert claims["amr"] == ["pwd", "otp", "mfa"]
        assert claims["acr"] == "code-sender"
        assert claims["mfa"] is True


def test_they_carry_the_epoch_of_the_account_beside_our_claims(user, settings):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}

    for token in issue_tokens(
        user, get_token_class(), Evidence(CodeSender()), 7
    ).values():
        assert read_claims(token)["2fa_epoch"] == 7
    for token in issue_tokens(
        user, get_token_class(), Evidence(CodeSender()), None
    ).values():
        assert "2fa_epoch" not in read_claims(token)


def test_without_our_claims_there_is_no_epoch(user):
    for token in issue_tokens(
        user, get_token_class(), Evidence(CodeSender()), 7
    ).values():
        assert "2fa_epoch" not in read_claims(token)


def test_a_password_alone_is_not_multiple_factors(user, settings):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}

    tokens = issue_tokens(user, get_token_class(), Evidence(NoSecondFactor()), None)

    assert read_claims(tokens["access"])["amr"] == ["pwd"]


def test_a_token_of_another_kind_has_a_key_of_its_own(user, settings):
    use(settings, "rest_framework_simplejwt.serializers.TokenRefreshSlidingSerializer")
    assert not hasattr(TokenRefreshSlidingSerializer, "get_token")

    tokens = issue_tokens(user, get_token_class(), Evidence(CodeSender()), None)

    assert list(tokens) == ["token"]
    assert SlidingToken(tokens["token"])

    settings.JWT2FA_AUTH = {"AUTH_RESULT_OTHER_TOKEN_KEY": "t"}
    assert list(
        issue_tokens(user, get_token_class(), Evidence(CodeSender()), None)
    ) == ["t"]


def test_a_token_class_asked_for_is_the_one_issued(user, settings):
    use(settings, f"{__name__}.NamingSerializer")

    tokens = issue_tokens(user, SlidingToken, Evidence(CodeSender()), None)

    assert "name" not in read_claims(tokens["token"])
    assert SlidingToken(tokens["token"])


def test_a_login_on_a_trusted_device_shows_the_password_alone(user, settings, clock):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}

    tokens = issue_tokens(
        user, get_token_class(), Evidence(TrustedDevice()), None, device="a1"
    )

    for token in tokens.values():
        claims = read_claims(token)
        assert claims["acr"] == "trusted-device"
        assert claims["amr"] == ["pwd"]
        assert claims["auth_time"] == int(time.time())
        assert claims["did"] == "a1"


def test_the_claim_of_a_device_needs_no_others(user):
    tokens = issue_tokens(
        user, get_token_class(), Evidence(CodeSender()), None, device="a1"
    )

    claims = read_claims(tokens["access"])
    assert claims["did"] == "a1"
    assert "acr" not in claims
