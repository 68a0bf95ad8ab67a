"""A method is chosen by the name of one that is offered; devices are trusted."""

import pytest
from rest_framework.exceptions import ValidationError

from drf_jwt_2fa.methods import CodeSender, Factors
from drf_jwt_2fa.serializers.fields import (
    DeviceTokenField,
    find_offered,
    make_trust_fields,
)


def test_no_name_is_no_choice(user):
    assert find_offered(user, Factors(), None) is None


def test_an_offered_method_is_found(user):
    assert isinstance(find_offered(user, Factors(), "code-sender"), CodeSender)


@pytest.mark.parametrize("name", ["", "totp", "no-2fa", "CODE-SENDER"])
def test_any_other_is_an_error_of_its_field(user, name):
    with pytest.raises(ValidationError) as caught:
        find_offered(user, Factors(), name)

    assert list(caught.value.detail) == ["method"]


@pytest.mark.parametrize("text", ["", " ", "x" * 128, " x "])
def test_a_device_token_is_any_text_as_it_is(text):
    assert DeviceTokenField().run_validation(text) == text


def test_no_device_token_is_none():
    assert DeviceTokenField().run_validation(None) is None
    assert not DeviceTokenField().required


@pytest.mark.parametrize("odd", [1, 1.5, True, [], {}, "x" * 129])
def test_anything_else_is_no_device_token(odd):
    with pytest.raises(ValidationError):
        DeviceTokenField().run_validation(odd)


@pytest.mark.parametrize(
    ("value", "is_wish"), [(True, True), ("true", True), (False, False), (None, None)]
)
def test_a_wish_to_trust_is_true(value, is_wish):
    field = make_trust_fields()["trust_device"]

    assert field.run_validation(value) is is_wish
    assert not field.required


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        ("trust_device", "perhaps"),
        ("trust_device", []),
        ("device_name", "x" * 65),
        ("device_name", {}),
    ],
)
def test_odd_wishes_are_errors(field, odd):
    with pytest.raises(ValidationError):
        make_trust_fields()[field].run_validation(odd)


def test_a_device_needs_no_name():
    field = make_trust_fields()["device_name"]

    assert [field.run_validation(name) for name in (None, "", "phone")] == [
        None,
        "",
        "phone",
    ]
