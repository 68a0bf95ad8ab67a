"""The values show in no log what they should not."""

from enrollment.methods.passkey.making import (
    make_assertion,
    make_registration,
    register,
)

from drf_jwt_2fa.enrollment.methods.passkey.shape import (
    read_assertion,
    read_registration,
)
from drf_jwt_2fa.enrollment.methods.passkey.values import CeremonyError
from drf_jwt_2fa.methods import WrongAnswerError


def test_a_refusal_has_its_reason_and_is_a_wrong_answer():
    error = CeremonyError("origin")

    assert isinstance(error, WrongAnswerError)
    assert error.reason == str(error) == "origin"


def test_the_data_of_a_credential_are_in_no_repr():
    answers = [
        read_registration(make_registration()),
        read_assertion(make_assertion(response={"userHandle": "aGFuZGxl"})),
        register(make_registration()),
    ]

    for shown in map(repr, answers):
        for hidden in ("webauthn", "client_data", "signature", "aGFuZGxl", "authData"):
            assert hidden not in shown
        assert "public_key=" not in shown
