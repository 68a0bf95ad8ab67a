from types import SimpleNamespace

from drf_jwt_2fa.methods import CodeSender

ANN = SimpleNamespace(pk=1, email="ann@example.com")


def test_the_default_sends_with_the_configured_sender(settings):
    sent = []
    settings.JWT2FA_AUTH = {"CODE_SENDER": lambda user, code: sent.append((user, code))}

    CodeSender().send(ANN, "123")

    assert sent == [(ANN, "123")]


def test_without_an_address_there_is_no_destination():
    assert CodeSender().get_destination(SimpleNamespace(email="")) is None
