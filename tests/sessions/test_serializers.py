"""A name has to be text."""

import pytest

from drf_jwt_2fa.sessions.serializers import SessionSerializer


@pytest.mark.parametrize("value", [0, 1.5, True, None, [], {}])
def test_numbers_are_no_names(value):
    assert not SessionSerializer(data={"name": value}).is_valid()
