"""A hundred wrong sent codes in a row end them, however long that takes."""

import pytest
from django.contrib.auth.signals import user_login_failed
from django.core import mail
from testproject.enrolling import Person, get_code
from testproject.methods import METHODS

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.models import Account
from drf_jwt_2fa.enrollment.store import read_factors

NO_LIMITS = {
    "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
    "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
    "CODE_TOKEN_THROTTLE_RATE": None,
}


@pytest.fixture
def guess(api, user, clock, configure):
    """Give wrong sent codes, five for each code token."""
    configure(**NO_LIMITS)

    def guess(times):
        for number in range(times):
            if number % 5 == 0:
                token = api.get_code().json()["token"]
            assert api.auth_after_wait(token, "x").status_code == 401

    return guess


def get_warnings():
    return [one.subject for one in mail.outbox if one.subject[0].isalpha()]


def test_they_end_at_the_hundredth_with_warnings(api, guess):
    guess(10)
    assert get_warnings() == ["Many wrong codes were entered for your account"]
    guess(89)
    _code, token = api.get_code_and_token()
    assert len(get_warnings()) == 1
    assert api.auth_after_wait(token, "x").status_code == 401

    assert get_warnings()[1:] == [
        "A method of your two-factor authentication was disabled"
    ]
    # What is right comes too late.
    code = mail.outbox[-2].subject.split(":")[0]
    assert api.auth_after_wait(token, code).status_code == 401
    response = api.get_code()
    assert get_code(response) == (403, "no_usable_method")


def test_a_login_that_never_was_completed_is_counted_too(guess, user):
    """The user has never logged in: there is a row for them all the same."""
    guess(3)

    assert Account.objects.get(user=user).wrong_sent_codes == 3


def test_a_completed_login_begins_anew(api, guess, user, clock):
    guess(99)
    Person(api, clock).log_in()
    guess(99)

    assert not read_factors(user).are_sent_codes_disabled


def give_new_password(user):
    user.set_password("correct horse")
    user.save()


@pytest.mark.parametrize("end", [give_new_password, changes.reset])
def test_a_new_password_and_a_reset_are_the_way_back(api, clock, user, guess, end):
    guess(100)

    end(user)

    assert Person(api, clock).log_in()


def test_by_default_no_table_is_asked(
    api, settings, guess, django_assert_num_queries, monkeypatch
):
    settings.JWT2FA_AUTH = NO_LIMITS
    guess(2)
    token = api.get_code().json()["token"]
    monkeypatch.setattr(user_login_failed, "receivers", [])
    monkeypatch.setattr(user_login_failed, "has_listeners", lambda sender=None: False)
    with django_assert_num_queries(0):
        assert api.auth_after_wait(token, "x").status_code == 401

    assert not Account.objects.exists()


def test_the_sent_code_alone_with_claims_is_counted(api, guess, user, configure):
    configure(METHODS=METHODS[2:])
    guess(2)

    assert Account.objects.get(user=user).wrong_sent_codes == 2
