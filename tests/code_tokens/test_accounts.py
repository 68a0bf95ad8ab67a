"""A code token is bound to the account of the moment at which it was asked for."""

from types import SimpleNamespace

import pytest
from testproject.methods import METHODS

from drf_jwt_2fa.code_tokens.accounts import knowing, look_at_account
from drf_jwt_2fa.methods import Factors

ANN = SimpleNamespace(pk=7, email="ann@example.com", password="md5$salt$hash")


@pytest.fixture
def with_epochs(settings):
    """A project whose users have epochs."""
    pytest.importorskip("cryptography")
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "AUTH_CLAIMS": True}


def test_factors_that_were_read_are_not_read_again(django_assert_num_queries, db):
    factors = Factors(epoch=5)

    with django_assert_num_queries(0):
        assert look_at_account(ANN, "login", factors).factors is factors


def test_factors_are_read_if_they_are_not_given():
    account = look_at_account(ANN, "login", None)

    assert account.factors == Factors()
    assert account.user is ANN


@pytest.mark.parametrize(
    "change", [{"email": "other@example.com"}, {"pk": 8}], ids=["email", "pk"]
)
def test_the_fingerprint_is_of_the_account(change):
    other = SimpleNamespace(**{**vars(ANN), **change})
    first, same, changed = (
        look_at_account(user, "login", Factors()).fingerprint
        for user in (ANN, ANN, other)
    )

    assert first == same != changed


def test_the_fingerprint_changes_with_the_epoch():
    first, second = (
        look_at_account(ANN, "step-up", Factors(epoch=epoch)).fingerprint
        for epoch in (1, 2)
    )

    assert first != second


@pytest.mark.usefixtures("with_epochs")
def test_a_login_begins_the_epoch_and_a_step_up_does_not(user):
    assert look_at_account(user, "step-up", None).factors.epoch is None
    epoch = look_at_account(user, "login", None).factors.epoch

    assert epoch
    assert look_at_account(user, "login", None).factors.epoch == epoch


@pytest.mark.usefixtures("with_epochs")
def test_factors_that_are_known_are_not_read_again(user, django_assert_num_queries):
    known = Factors(epoch=5)

    with knowing(user, known), django_assert_num_queries(0):
        assert look_at_account(user, "login", None).factors is known


@pytest.mark.usefixtures("with_epochs")
def test_factors_are_known_of_their_user_alone_and_not_for_long(
    user, django_user_model
):
    other = django_user_model.objects.create_user("bob")
    known = Factors(epoch=5)

    with knowing(user, known):
        assert look_at_account(other, "step-up", None).factors != known
    with knowing(user, None):
        assert look_at_account(user, "step-up", None).factors != known
    assert look_at_account(user, "step-up", None).factors != known
