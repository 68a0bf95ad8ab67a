"""What comes of refresh tokens."""

from types import SimpleNamespace

import pytest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken

from drf_jwt_2fa.login.auth_tokens import Evidence, issue_tokens
from drf_jwt_2fa.login.refreshed import (
    check_user_of_refreshed,
    identify_refresh_token,
    is_key_unheard_of,
)
from drf_jwt_2fa.methods import CodeSender


def test_refreshed_tokens_of_a_user_are_fine(user):
    check_user_of_refreshed(
        issue_tokens(user, RefreshToken, Evidence(CodeSender()), None)
    )
    check_user_of_refreshed(
        issue_tokens(user, SlidingToken, Evidence(CodeSender()), None)
    )


@pytest.mark.parametrize("token_class", [RefreshToken, SlidingToken])
def test_refreshed_tokens_of_a_deleted_user_are_not(user, token_class):
    tokens = issue_tokens(user, token_class, Evidence(CodeSender()), None)
    user.delete()

    with pytest.raises(AuthenticationFailed):
        check_user_of_refreshed(tokens)


def test_tokens_that_name_no_user_are_left_to_simple_jwt(db):
    check_user_of_refreshed({"access": str(AccessToken())})
    check_user_of_refreshed({"other": "thing"})


def test_a_refresh_token_of_the_user_is_identified(user):
    token = RefreshToken.for_user(user)

    assert identify_refresh_token(str(token), user) == {
        "jti": token["jti"],
        "exp": token["exp"],
    }


def test_no_other_token_is(user, clock):
    other = SimpleNamespace(pk=user.pk + 1, id=user.pk + 1, is_active=True)
    nobodys = RefreshToken()
    without_id = RefreshToken.for_user(user)
    del without_id.payload["jti"]
    old = str(RefreshToken.for_user(user))
    clock.shift(10**6)

    tokens = [
        "",
        "x",
        "a.b.c",
        AccessToken.for_user(user),
        RefreshToken.for_user(other),
    ]
    for token in [*tokens, nobodys, without_id, old]:
        assert identify_refresh_token(str(token), user) is None


def test_the_key_in_a_token_may_be_a_property_of_the_user(user, settings):
    token = str(AccessToken.for_user(user))
    settings.SIMPLE_JWT = {"USER_ID_FIELD": "pk"}

    assert not is_key_unheard_of(token)
