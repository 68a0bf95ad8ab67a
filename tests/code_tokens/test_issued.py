from types import SimpleNamespace

from drf_jwt_2fa.code_tokens.challenges import issue
from drf_jwt_2fa.code_tokens.issued import describe, find_issued

ANN = SimpleNamespace(pk=7, email="ann@example.com", password="md5$salt$hash")


def test_what_nothing_is_known_of_describes_nothing(codes):
    assert describe(issue(ANN, codes).issued) == {}


def test_clients_are_told_of_the_methods(codes, clock, settings):
    settings.JWT2FA_AUTH = {
        "METHODS": ["testproject.cards.Card", "testproject.cards.Pigeon"],
        "FALLBACK_2FA_METHOD": "card",
    }

    assert describe(issue(ANN, codes).issued) == {
        "method": "card",
        "methods": [
            {"name": "card"},
            {"name": "pigeon", "destination": "the roof"},
        ],
        "expires_in": 300,
    }


def test_nothing_is_known_of_what_a_project_makes_by_itself(codes):
    token = issue(ANN, codes)

    assert find_issued(token) is token.issued
    assert find_issued(str(token) + "") is None


def test_neither_code_nor_token_is_shown(codes):
    token = issue(ANN, codes)

    assert repr(token) == "<IssuedToken>"
    assert "eyJ" not in repr(token.issued)
    assert codes.sent[0] not in repr(token.issued)
