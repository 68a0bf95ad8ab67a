import pytest

from drf_jwt_2fa.token_manager import CodeTokenManager


@pytest.fixture
def codes():
    manager = CodeTokenManager()
    manager.sent = []
    manager.send_verification_code = lambda user, code: manager.sent.append(code)
    return manager
