"""A request with a token shows it nowhere, and has to be text."""

import pytest

from drf_jwt_2fa.serializers import SignOutSerializer


def test_the_token_is_not_shown():
    assert "a token" not in repr(SignOutSerializer(data={"refresh": "a token"}))


@pytest.mark.parametrize("value", [0, 1.5, True, None, [], {}])
def test_numbers_are_no_tokens(value):
    assert not SignOutSerializer(data={"refresh": value}).is_valid()
