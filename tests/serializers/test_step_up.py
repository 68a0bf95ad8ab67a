"""A user who is logged in gets a code token."""

from types import SimpleNamespace

import jwt
import pytest
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from drf_jwt_2fa.exceptions import LoginOutdatedError
from drf_jwt_2fa.serializers import StepUpSerializer


@pytest.fixture
def step_up(user, settings):
    """Validate the data as the user does; return the claims of the code token."""
    settings.JWT2FA_AUTH = {
        "AUTH_CLAIMS": True,
        "CODE_SENDER": lambda user, code: None,
    }

    def step_up(auth=None, **data):
        request = SimpleNamespace(user=user, auth=auth or AccessToken.for_user(user))
        serializer = StepUpSerializer(data=data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        token = serializer.validated_data["token"]
        return jwt.decode(token, options={"verify_signature": False})

    return step_up


def test_the_code_token_is_for_a_step_up(step_up, user):
    claims = step_up()

    assert (claims["uid"], claims["2fa_purpose"]) == (user.pk, "step-up")
    assert "2fa_refresh" not in claims


def test_a_refresh_token_of_the_user_is_noted(step_up, user):
    token = RefreshToken.for_user(user)

    claims = step_up(refresh=str(token))

    assert claims["2fa_refresh"]["jti"] == token["jti"]


def test_one_of_another_user_is_refused(step_up, django_user_model):
    bob = django_user_model.objects.create_user("bob")

    with pytest.raises(ValidationError) as caught:
        step_up(refresh=str(RefreshToken.for_user(bob)))

    assert list(caught.value.detail) == ["refresh"]


def test_a_method_that_is_not_offered_is_refused(step_up):
    with pytest.raises(ValidationError) as caught:
        step_up(method="totp")

    assert list(caught.value.detail) == ["method"]


def test_a_user_who_may_not_log_in_any_more_is_refused(step_up, user):
    user.is_active = False

    with pytest.raises(PermissionDenied):
        step_up()


def test_an_outdated_token_is_refused(step_up, user):
    pytest.importorskip("cryptography")
    from drf_jwt_2fa.enrollment import changes  # noqa: PLC0415
    from drf_jwt_2fa.login.auth_tokens import (  # noqa: PLC0415
        Evidence,
        issue_tokens,
    )
    from drf_jwt_2fa.methods import CodeSender, factors_of, get_store  # noqa: PLC0415

    factors = get_store().begin_epoch(user, factors_of(user))
    tokens = issue_tokens(user, RefreshToken, Evidence(CodeSender()), factors.epoch)
    changes.reset(user)

    with pytest.raises(LoginOutdatedError):
        step_up(AccessToken(tokens["access"]))
