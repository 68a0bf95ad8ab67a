from types import SimpleNamespace

import pytest

from drf_jwt_2fa.token_manager import CodeTokenManager


@pytest.fixture
def code_token(clock):
    manager = CodeTokenManager()
    manager.send_verification_code = lambda user, code: None
    return manager.create_code_token(SimpleNamespace(pk=1))
