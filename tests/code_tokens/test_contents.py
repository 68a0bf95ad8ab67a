import time
from types import SimpleNamespace

import jwt
import pytest

from drf_jwt_2fa.claims import STEP_UP
from drf_jwt_2fa.code_tokens.challenges import issue
from drf_jwt_2fa.methods import Factors

ANN = SimpleNamespace(pk=7, email="ann@example.com", password="md5$salt$hash")
DEFAULT_CLAIMS = ["jti", "uid", "vch", "vcn", "iat", "exp"]


@pytest.fixture
def cards(settings):
    settings.JWT2FA_AUTH = {
        "METHODS": ["testproject.cards.Card"],
        "FALLBACK_2FA_METHOD": "card",
    }


def read(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_the_claims_are_those_of_1_0_0_by_default(codes, clock):
    token = issue(ANN, codes)

    assert list(read(token)) == DEFAULT_CLAIMS
    assert read(token)["exp"] == time.time() + 300
    assert len(codes.sent) == 1


def test_a_purpose_and_its_claims_are_in_the_token(codes):
    claims = read(
        issue(ANN, codes, STEP_UP, Factors(), more={"2fa_refresh": {"jti": "x"}})
    )

    assert claims["2fa_purpose"] == "step-up"
    assert claims["2fa_refresh"] == {"jti": "x"}


@pytest.mark.usefixtures("cards")
def test_elsewhere_the_token_says_of_which_method_and_account_it_is(codes):
    token = issue(ANN, codes, factors=Factors(epoch=5))

    claims = read(token)
    assert (claims["2fa_method"], claims["row"]) == ("card", 3)
    assert (claims["2fa_epoch"], len(claims["2fa_account"])) == (5, 32)
    assert next(iter(claims)) == "jti"


@pytest.mark.usefixtures("cards")
def test_the_account_in_the_token_changes_with_the_password(codes):
    other = SimpleNamespace(**{**vars(ANN), "password": "md5$salt$other"})
    accounts = {read(issue(user, codes))["2fa_account"] for user in (ANN, ANN, other)}

    assert len(accounts) == 2
