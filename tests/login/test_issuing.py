"""A code token is issued, and what comes of it is told."""

import pytest

from drf_jwt_2fa import signals
from drf_jwt_2fa.exceptions import TooManyCodeTokensError
from drf_jwt_2fa.login.issuing import issue
from drf_jwt_2fa.token_manager import CodeTokenManager


@pytest.fixture
def told():
    """The signals of the package that are sent, each with its limit."""
    found = []
    receivers = {}
    for name in ("code_sent", "code_token_blocked"):

        def receive(sender, signal, user, request, name=name, **more):
            found.append((name, user, more))

        receivers[name] = receive
        getattr(signals, name).connect(receive)
    yield found
    for name, receive in receivers.items():
        getattr(signals, name).disconnect(receive)


@pytest.fixture(autouse=True)
def _limit(settings):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1}


def test_a_code_that_is_sent_is_told_of(user, told):
    token = issue(user, lambda: CodeTokenManager().create_code_token(user), None)

    assert token.count(".") == 2
    assert told == [("code_sent", user, {})]


def test_a_limit_is_told_of_and_nothing_is_sent(user, told):
    manager = CodeTokenManager()
    manager.create_code_token(user)

    with pytest.raises(TooManyCodeTokensError):
        issue(user, lambda: manager.create_code_token(user), None)

    assert told == [("code_token_blocked", user, {"limit": "too_many_code_tokens"})]


def test_what_a_project_makes_by_itself_counts_as_sent(user, told):
    assert issue(user, lambda: "its own", None) == "its own"

    assert told == [("code_sent", user, {})]
