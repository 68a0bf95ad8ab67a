import pytest
from testproject.client import other_code

from drf_jwt_2fa import signals
from drf_jwt_2fa.sending import CodeSendingError

ALL = {
    name: value
    for name, value in vars(signals).items()
    if isinstance(value, signals.Signal)
}


@pytest.fixture
def heard():
    """What was sent: the name of the signal, and what it told."""
    heard = []
    receivers = []
    for name, signal in ALL.items():

        def receive(sender, name=name, **told):
            told.pop("signal")
            heard.append((name, sender, told))

        receivers.append(receive)
        signal.connect(receive)
    yield heard
    for signal, receive in zip(ALL.values(), receivers, strict=True):
        assert signal.disconnect(receive)


def names(heard):
    return [name for name, _sender, _told in heard]


def test_each_is_told_with_the_user_and_the_request(user, api, heard):
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    api.auth_after_wait(token, code)

    assert names(heard) == ["code_sent", "code_rejected", "second_factor_verified"]
    for _name, sender, told in heard:
        assert sender is type(user)
        assert told["user"] == user
        assert told["request"].path in ("/get-code/", "/auth/")
        assert set(told) == {"user", "request"}


def test_wrong_passwords_and_forged_tokens_are_not_ours_to_tell(user, api, heard):
    api.get_code(password="wrong")
    api.auth("a.b.c", "1234567")

    assert heard == []


def test_it_is_told_which_limit_blocked(user, api, heard, settings, clock):
    settings.JWT2FA_AUTH = {
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1,
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": 1,
    }
    code, token = api.get_code_and_token()
    api.get_code()
    api.auth(token, other_code(code))
    api.auth_after_wait(token, code)
    api.post("/challenge/", {"code_token": token})
    clock.shift(300)
    token = api.get_code_and_token()[1]
    token = api.post("/challenge/", {"code_token": token}).json()["token"]
    api.post("/challenge/", {"code_token": token})
    settings.JWT2FA_AUTH["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = "1/d"
    clock.shift(300)
    api.get_code()

    blocked = [told for name, _, told in heard if name == "code_token_blocked"]
    assert [told["limit"] for told in blocked] == [
        "too_many_code_tokens",
        "too_many_auth_attempts",
        "too_many_auth_attempts",
        "throttled",
        "too_many_unredeemed_code_tokens",
    ]
    assert {told["user"] for told in blocked} == {user}


def test_a_dead_token_of_a_deleted_user_is_nobody_s(user, api, heard, settings):
    settings.JWT2FA_AUTH = {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1}
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    user.delete()
    heard.clear()

    assert api.auth_after_wait(token, code).status_code == 403
    assert heard == []


def test_unless_somebody_listens_a_dead_token_costs_no_query(
    user, api, settings, django_assert_num_queries
):
    settings.JWT2FA_AUTH = {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1}
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))

    with django_assert_num_queries(0):
        assert api.auth_after_wait(token, code).status_code == 403


def test_a_code_that_was_not_sent_is_not_told(user, api, heard, settings):
    def fail(user, code):
        raise CodeSendingError("No")

    settings.JWT2FA_AUTH = {"CODE_SENDER": fail}

    assert api.get_code().status_code == 501
    assert heard == []


def test_a_receiver_that_fails_breaks_no_login_and_is_logged(user, api, caplog):
    def fail(**told):
        raise ValueError("the audit log is full")

    for signal in ALL.values():
        signal.connect(fail)
    try:
        code, token = api.get_code_and_token()
        assert api.auth(token, other_code(code)).status_code == 401
        assert api.auth_after_wait(token, code).status_code == 200
    finally:
        for signal in ALL.values():
            signal.disconnect(fail)

    assert caplog.text.count("ValueError: the audit log is full") == 3
