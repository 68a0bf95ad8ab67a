"""A request with a token shows it nowhere."""

from drf_jwt_2fa.sessions.serializers import SignOutSerializer


def test_the_token_is_not_shown():
    assert "a token" not in repr(SignOutSerializer(data={"refresh": "a token"}))
