import logging
from types import SimpleNamespace

import pytest
from django.utils.translation import get_language, override

from drf_jwt_2fa.sending import send_verification_code
from drf_jwt_2fa.sending.languages import in_language_of

ANN = SimpleNamespace(pk=1, email="ann@example.com", language="sv")


def get_language_of(user):
    return user.language


@pytest.fixture
def language_of_user(settings):
    """Let this callable, or path of one, tell the language of users."""

    def use(callable_or_path):
        settings.JWT2FA_AUTH = {"USER_LANGUAGE": callable_or_path}

    return use


def get_language_inside(user):
    with override("fi"):
        with in_language_of(user):
            inside = get_language()
        assert get_language() == "fi"
    return inside


def test_it_is_the_active_language_by_default():
    assert get_language_inside(ANN) == "fi"


@pytest.mark.parametrize("value", [get_language_of, f"{__name__}.get_language_of"])
def test_it_is_the_one_that_the_project_names(language_of_user, value):
    language_of_user(value)

    assert get_language_inside(ANN) == "sv"


@pytest.mark.parametrize("nothing", [None, ""])
def test_it_is_the_active_one_for_users_whose_language_is_not_known(
    language_of_user, nothing
):
    language_of_user(lambda user: nothing)

    assert get_language_inside(ANN) == "fi"


def test_a_region_that_is_not_known_does_not_matter(language_of_user):
    language_of_user(lambda user: "sv-AX")

    assert get_language_inside(ANN) == "sv"


@pytest.mark.parametrize(
    "value",
    [
        lambda user: user.profile.language,
        lambda user: "tlh",
        lambda user: "../../etc",
        lambda user: 46,
        "no.where",
    ],
)
def test_a_failure_to_tell_the_language_is_logged_and_stops_no_mail(
    language_of_user, caplog, value
):
    language_of_user(value)

    assert get_language_inside(ANN) == "fi"
    [record] = caplog.records
    assert (record.name, record.levelno) == (
        "drf_jwt_2fa.sending.languages",
        logging.ERROR,
    )
    assert record.exc_info


def test_a_sender_runs_in_the_language_of_the_user(settings):
    languages = []
    settings.JWT2FA_AUTH = {
        "USER_LANGUAGE": get_language_of,
        "CODE_SENDER": lambda user, code: languages.append(get_language()),
    }

    send_verification_code(ANN, "123")

    assert languages == ["sv"]
