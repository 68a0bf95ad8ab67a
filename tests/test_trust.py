from types import SimpleNamespace

import pytest
from drf_jwt_2fa.trust import is_trusted

from drf_jwt_2fa.methods import CodeSender, Method

CUSTOMER = SimpleNamespace(is_staff=False)
STAFF = SimpleNamespace(is_staff=True)


class App(Method):
    name = "app"


def apps_for_staff(user):
    return ["app"] if user.is_staff else None


def test_by_default_all_are_trusted():
    assert is_trusted(CodeSender(), CUSTOMER)
    assert is_trusted(App(), CUSTOMER)


@pytest.mark.parametrize("names", [["app"], ("app",)])
def test_the_trusted_ones_can_be_named(settings, names):
    settings.JWT2FA_AUTH = {"TRUSTED_2FA_METHODS": names}

    assert is_trusted(App(), CUSTOMER)
    assert not is_trusted(CodeSender(), CUSTOMER)


@pytest.mark.parametrize("callable_", [apps_for_staff, f"{__name__}.apps_for_staff"])
def test_they_can_depend_on_the_user(settings, callable_):
    settings.JWT2FA_AUTH = {"TRUSTED_2FA_METHODS": callable_}

    assert is_trusted(CodeSender(), CUSTOMER)
    assert not is_trusted(CodeSender(), STAFF)
    assert is_trusted(App(), STAFF)
