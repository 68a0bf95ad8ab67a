from types import SimpleNamespace

from drf_jwt_2fa.code_tokens.challenges import issue
from drf_jwt_2fa.code_tokens.issued import describe
from drf_jwt_2fa.methods import Challenge, Method, SentCodeMethod

ANN = SimpleNamespace(pk=7, email="ann@example.com", password="md5$salt$hash")


class Card(Method):
    """A card that everybody has: nothing is sent."""

    name = "card"

    def begin(self, user, codes):
        return Challenge({"row": 3})


class Pigeon(SentCodeMethod):
    name = "pigeon"

    def get_destination(self, user):
        return "the roof"


def test_what_nothing_is_known_of_describes_nothing(codes):
    assert describe(issue(ANN, codes).issued) == {}


def test_clients_are_told_of_the_methods(codes, clock, settings):
    settings.JWT2FA_AUTH = {
        "METHODS": [f"{__name__}.Card", f"{__name__}.Pigeon"],
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


def test_neither_code_nor_token_is_shown(codes):
    token = issue(ANN, codes)

    assert repr(token) == "<IssuedToken>"
    assert "eyJ" not in repr(token.issued)
    assert codes.sent[0] not in repr(token.issued)
