"""What the pages say, for each method."""

import pytest
from testproject.cards import Card, Pigeon

from drf_jwt_2fa.enrollment.admin_site import texts
from drf_jwt_2fa.enrollment.methods import (
    PasskeyMethod,
    RecoveryCodeMethod,
    TotpMethod,
)
from drf_jwt_2fa.methods import CodeSender, NoSecondFactor


class Sent(CodeSender):
    def get_destination(self, user):
        return None


@pytest.mark.parametrize(
    ("method", "text"),
    [
        (CodeSender, "Enter the code that was sent to a•••@e•••.com."),
        (Sent, "Enter the code that was sent to you."),
        (TotpMethod, "Enter the code that your authenticator app shows."),
        (RecoveryCodeMethod, "Enter one of your recovery codes."),
        (PasskeyMethod, "Use your passkey to continue."),
        (NoSecondFactor, "Enter your password again."),
        (Card, "card"),
    ],
)
def test_what_is_asked_for(user, method, text):
    assert texts.describe_challenge(user, method(), [], {})["text"] == text


def test_an_address_keeps_its_direction_in_arabic(user, monkeypatch):
    monkeypatch.setattr(texts, "_", lambda text: "\u0631\u0645\u0632 {destination}")

    text = texts.describe_challenge(user, CodeSender(), [], {})["text"]

    assert text.endswith("\u2068a•••@e•••.com\u2069")


def test_what_is_offered(user):
    methods = [TotpMethod(), PasskeyMethod(), RecoveryCodeMethod(), CodeSender()]
    methods += [Card(), Pigeon()]

    shown = texts.describe_challenge(user, methods[0], methods, {})

    assert shown["others"] == [
        ("passkey", "Use a passkey"),
        ("recovery-code", "Use a recovery code"),
        ("code-sender", "Send a code to a•••@e•••.com"),
        ("card", "card"),
        ("pigeon", "Send a code to the roof"),
    ]
    assert shown["resend"] is None
    assert texts.describe_challenge(user, CodeSender(), [], {})["resend"]
    assert shown["account"] == "ann"


def test_the_script_finds_its_options(user):
    shown = texts.describe_challenge(user, PasskeyMethod(), [], {"challenge": "x"})

    assert shown["options"] == '{"challenge": "x"}'
    assert shown["ceremony"] == "get"
    shown = texts.describe_setup(user, PasskeyMethod(), {"challenge": {"a": 1}}, None)
    assert shown["options"] == '{"a": 1}'
    assert shown["ceremony"] == "create"


def test_a_key_is_shown_in_groups(user):
    shown = texts.describe_setup(user, TotpMethod(), {"secret": "ABCDEFGHIJ"}, "<svg>")

    assert shown["secret"] == "ABCD EFGH IJ"
    assert shown["more"] == "Then enter the code that the app shows."
    shown = texts.describe_setup(user, TotpMethod(), {}, None)
    assert shown["text"] == "Then enter the code that the app shows."


def test_only_recovery_codes_have_a_use_to_tell_of(user, enrolled):
    told = texts.describe_use(RecoveryCodeMethod(), user)

    assert told == "Recovery codes left: 10"
    assert texts.describe_use(TotpMethod(), user) is None
