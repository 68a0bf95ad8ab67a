"""What a user has is one value, which is asked without a database."""

from datetime import datetime, timezone

import pytest
from testproject.methods import METHODS

from drf_jwt_2fa.methods import Enrolled, Factors, factors_of, get_store

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)


def make(*names, preferred=None, disabled=()):
    return Factors(
        enrolled=tuple(
            Enrolled(
                name,
                NOW,
                is_disabled=name in disabled,
                is_preferred=name == preferred,
            )
            for name in names
        )
    )


def test_a_user_of_whom_nothing_is_known_has_nothing():
    factors = Factors()

    assert (factors.enrolled, factors.epoch, factors.preferred) == ((), None, None)
    assert factors.find("totp") is None


def test_a_method_is_found_by_its_name():
    factors = make("totp", "card")

    assert factors.find("card").name == "card"
    assert factors.find("voice") is None


@pytest.mark.parametrize(
    ("factors", "preferred"),
    [
        (make("totp", "card"), None),
        (make("totp", "card", preferred="card"), "card"),
        (make("totp", "card", preferred="card", disabled=["card"]), None),
        (make("totp", "card", preferred="card", disabled=["totp"]), "card"),
    ],
)
def test_what_is_disabled_is_not_preferred(factors, preferred):
    assert factors.preferred == preferred


def test_it_cannot_be_changed():
    with pytest.raises(AttributeError):
        Factors().epoch = 1


def test_by_default_no_table_is_asked():
    """Any query would be an error here."""
    assert get_store() is None
    assert factors_of(object()) == Factors()


def test_the_store_is_in_use_with_other_methods_and_with_claims(settings):
    pytest.importorskip("drf_jwt_2fa.enrollment.store")
    for changed in ({"METHODS": METHODS}, {"AUTH_CLAIMS": True}):
        settings.JWT2FA_AUTH = changed
        assert get_store() is not None
    settings.JWT2FA_AUTH = {"METHODS": METHODS[2:], "AUTH_CLAIMS": False}
    assert get_store() is None


def test_without_the_app_there_is_no_store(settings):
    settings.INSTALLED_APPS = [
        app for app in settings.INSTALLED_APPS if app != "drf_jwt_2fa.enrollment"
    ]
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}

    assert get_store() is None
