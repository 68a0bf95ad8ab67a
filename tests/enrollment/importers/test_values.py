"""What is known of a user, which no text shows."""

import pytest

from drf_jwt_2fa.enrollment.importers.values import (
    APP,
    Found,
    KnownApp,
    KnownCodes,
    KnownPasskey,
    Note,
    Outcome,
    describe_stumble,
)


def test_secrets_are_not_shown():
    app = KnownApp(b"a secret of twenty b")
    codes = KnownCodes("trench", clear=("clear-code",), hashed=("hashed-code",))
    key = KnownPasskey(b"id", b"public-key")

    shown = repr(Found(app, codes, [key]))
    assert "secret" not in shown.replace("secrets", "")
    assert "code'" not in shown
    assert "public-key" not in shown


def test_an_error_is_told_by_its_type_alone():
    text = describe_stumble(ValueError("JBSWY3DPEHPK3PXP is not base32"))

    assert text == "the row cannot be read (ValueError)"


def test_notes_keep_their_order():
    found = Found()
    found.skip(APP, "a")
    found.refuse(APP, "b")

    assert found.notes == [
        Note(APP, Outcome.SKIPPED, "a"),
        Note(APP, Outcome.REFUSED, "b"),
    ]


@pytest.mark.parametrize(
    ("found", "is_downgraded"),
    [
        (Found(has_sent_codes=True), True),
        (Found(app=KnownApp(b"x"), has_sent_codes=True), False),
        (Found(passkeys=[KnownPasskey(b"", b"")], has_sent_codes=True), False),
        (Found(), False),
    ],
)
def test_a_downgrade_loses_the_only_second_factor(found, is_downgraded):
    assert found.is_downgraded is is_downgraded
