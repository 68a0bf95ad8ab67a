"""A method is chosen by the name of one that is offered."""

import pytest
from rest_framework.exceptions import ValidationError

from drf_jwt_2fa.methods import CodeSender, Factors
from drf_jwt_2fa.serializers.fields import find_offered


def test_no_name_is_no_choice(user):
    assert find_offered(user, Factors(), None) is None


def test_an_offered_method_is_found(user):
    assert isinstance(find_offered(user, Factors(), "code-sender"), CodeSender)


@pytest.mark.parametrize("name", ["", "totp", "no-2fa", "CODE-SENDER"])
def test_any_other_is_an_error_of_its_field(user, name):
    with pytest.raises(ValidationError) as caught:
        find_offered(user, Factors(), name)

    assert list(caught.value.detail) == ["method"]
