"""Staff are signed in to a covered admin without a login."""

import pytest
from testproject.admin_login import INDEX, MIDDLEWARE, TEMPLATES, make_site, make_urls

from drf_jwt_2fa.enrollment.testing import force_second_factor

MODEL = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _admin(settings, user):
    settings.ROOT_URLCONF = make_urls(make_site())
    settings.MIDDLEWARE, settings.TEMPLATES = MIDDLEWARE, TEMPLATES
    user.is_staff = True


@pytest.fixture
def staff(user):
    user.save()
    return user


def test_the_session_is_enough(client, staff):
    force_second_factor(client, staff)

    assert client.get(INDEX).status_code == 200
    assert client.session["2fa.acr"] == "totp"


def test_the_method_and_the_back_end_can_be_chosen(client, staff, settings):
    settings.AUTHENTICATION_BACKENDS = [
        "django.contrib.auth.backends.RemoteUserBackend",
        MODEL,
    ]

    force_second_factor(client, staff, "code-sender", MODEL)

    assert client.get(INDEX).status_code == 200
    assert client.session["2fa.acr"] == "code-sender"
    assert client.session["_auth_user_backend"] == MODEL


def test_without_tables_it_works_too(client, staff, settings):
    settings.JWT2FA_AUTH = {}

    force_second_factor(client, staff, "code-sender")

    assert client.get(INDEX).status_code == 200


def test_a_method_that_does_not_exist_is_an_error(client, staff):
    with pytest.raises(ValueError, match="There is no method 'card'"):
        force_second_factor(client, staff, "card")
