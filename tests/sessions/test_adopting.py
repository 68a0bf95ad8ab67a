"""Whose a token without a session is; `flows` has the rest."""

import pytest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import RefreshToken

from drf_jwt_2fa.sessions.adopting import find_user


def test_the_user_of_a_token(user):
    assert find_user(RefreshToken.for_user(user)) == user


@pytest.mark.django_db
@pytest.mark.parametrize("user_id", [None, "", "77", ["a"]])
def test_a_token_of_nobody(user_id):
    token = RefreshToken()
    token["user_id"] = user_id

    with pytest.raises(AuthenticationFailed):
        find_user(token)
