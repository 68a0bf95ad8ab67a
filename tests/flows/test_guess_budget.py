"""What somebody who knows the password can try."""

import pytest
from django.core import mail

from drf_jwt_2fa.sending import CodeSendingError

SPENT = "Too many logins were begun and not completed. Please try again later."


@pytest.fixture(autouse=True)
def _budget(settings):
    settings.JWT2FA_AUTH = {
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "4/d",
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
        "ERROR_CODE_IN_BODY": True,
    }


def spend(api, count=4):
    for _ in range(count):
        assert api.get_code().status_code == 200


def test_a_user_may_begin_twenty_logins_a_day_by_default(user, api, clock, settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": None}
    for _ in range(20):
        assert api.get_code().status_code == 200
        clock.shift(301)

    response = api.get_code()

    assert response.status_code == 429
    assert response.json() == {"detail": SPENT}
    assert int(response["Retry-After"]) == 24 * 3600 - 20 * 301


def test_the_answer_says_when_and_why(user, api, clock):
    spend(api)
    clock.shift(3600)

    response = api.get_code()

    assert response.status_code == 429
    assert response["Retry-After"] == str(23 * 3600)
    assert response.json() == {
        "code": "too_many_unredeemed_code_tokens",
        "detail": SPENT,
    }


def test_a_completed_login_clears_it(user, api):
    spend(api, 3)
    api.log_in()

    spend(api)


def test_a_new_password_clears_it(user, api):
    spend(api)
    user.set_password("battery staple")
    user.save()

    assert api.get_code(password="battery staple").status_code == 200


def test_a_new_address_does_not(user, api):
    spend(api)
    user.email = "new@example.com"
    user.save()

    assert api.get_code().status_code == 429


def test_a_window_clears_it(user, api, clock):
    spend(api)
    clock.shift(24 * 3600)

    spend(api)
    assert api.get_code().status_code == 429


def test_wrong_passwords_do_not_spend_it(user, api):
    for _ in range(6):
        assert api.get_code(password="wrong").status_code == 401

    spend(api)


def test_a_code_that_could_not_be_sent_does_not_spend_it(user, api, settings):
    def fail(user, code):
        raise CodeSendingError

    settings.JWT2FA_AUTH["CODE_SENDER"] = fail
    for _ in range(5):
        assert api.get_code().status_code == 501

    del settings.JWT2FA_AUTH["CODE_SENDER"]
    spend(api)


def test_a_spent_budget_takes_no_slot(user, api, settings):
    spend(api)
    settings.JWT2FA_AUTH["MAX_ACTIVE_CODE_TOKENS_PER_USER"] = 3
    for _ in range(4):
        assert api.get_code().json()["code"] == "too_many_unredeemed_code_tokens"


def test_it_can_be_switched_off(user, api, settings):
    settings.JWT2FA_AUTH["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = None

    spend(api, 12)


def test_back_ends_that_know_passwords_from_elsewhere_do_not_clear_it(
    user, api, settings
):
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.ElsewhereBackend"]
    spend(api)

    assert api.get_code().status_code == 429


class ElsewhereBackend:
    """A back end that stores a new unusable password at each login."""

    def authenticate(self, request, username=None, password=None):
        from django.contrib.auth import get_user_model  # noqa: PLC0415

        user = get_user_model().objects.get(username=username)
        user.set_unusable_password()
        user.save()
        return user


def test_the_user_is_told_once_that_somebody_knows_the_password(user, api):
    spend(api)
    assert len(mail.outbox) == 4
    for _ in range(3):
        api.get_code()

    warning = mail.outbox[4:]

    assert [message.subject for message in warning] == [
        "Somebody may know your password"
    ]
    assert warning[0].to == ["ann@example.com"]
    assert "please change it" in warning[0].body


def test_the_user_is_told_again_after_a_complete_login(user, api, clock):
    code, token = api.get_code_and_token()
    spend(api, 3)
    api.get_code()
    api.auth(token, code)

    spend(api)
    api.get_code()

    assert [m.subject for m in mail.outbox].count(
        "Somebody may know your password"
    ) == 2


def test_the_warning_can_be_switched_off(user, api, settings):
    settings.JWT2FA_AUTH["SEND_PASSWORD_WARNING"] = False
    spend(api)

    api.get_code()

    assert len(mail.outbox) == 4


def test_a_user_without_an_address_cannot_be_warned(user, api, settings, caplog):
    settings.JWT2FA_AUTH["CODE_SENDER"] = lambda user, code: None
    user.email = ""
    user.save()
    spend(api)

    assert api.get_code().status_code == 429

    assert "No e-mail address known" in caplog.text
