"""The forms of the second step."""

import json

import pytest
from testproject.cards import Card

from drf_jwt_2fa.enrollment.admin_site.forms import (
    CodeForm,
    PasskeyForm,
    PasswordForm,
    RecoveryCodeForm,
    choose_form,
)
from drf_jwt_2fa.enrollment.methods import (
    PasskeyMethod,
    RecoveryCodeMethod,
    TotpMethod,
)
from drf_jwt_2fa.methods import CodeSender, NoSecondFactor


@pytest.mark.parametrize(
    ("method", "form"),
    [
        (CodeSender, CodeForm),
        (TotpMethod, CodeForm),
        (Card, CodeForm),
        (RecoveryCodeMethod, RecoveryCodeForm),
        (NoSecondFactor, PasswordForm),
        (PasskeyMethod, PasskeyForm),
    ],
)
def test_each_method_has_its_form(method, form):
    assert choose_form(method()) is form


def test_an_answer_is_taken_as_it_is_typed():
    form = CodeForm({"code": " 123 456 "})

    assert form.is_valid()
    assert form.answer == " 123 456 "


def test_browsers_fill_in_codes_that_are_sent_and_passwords_only():
    assert 'autocomplete="one-time-code"' in str(CodeForm()["code"])
    assert 'autocomplete="off"' in str(RecoveryCodeForm()["code"])
    assert 'autocomplete="one-time-code"' in str(CodeForm()["code"])
    assert 'autocomplete="current-password"' in str(PasswordForm()["code"])


@pytest.mark.parametrize(("form", "longest"), [(CodeForm, 64), (PasswordForm, 4096)])
def test_nothing_longer_is_looked_at(form, longest):
    assert form({"code": "x" * longest}).is_valid()
    assert not form({"code": "x" * (longest + 1)}).is_valid()


def test_a_credential_is_a_json_object():
    form = PasskeyForm({"credential": json.dumps({"id": "x"})})

    assert form.is_valid()
    assert form.answer == {"id": "x"}


@pytest.mark.parametrize(
    "text", ["", "x", "1", "[]", "null", "[" * 30_000, "x" * 70_000]
)
def test_anything_else_is_none(text):
    form = PasskeyForm({"credential": text})

    assert not form.is_valid()
    assert list(form.errors) == ["credential"]
