"""Projects that need a process to themselves."""

import pytest
from rest_framework_simplejwt import settings as simple_jwt
from testproject.programs import run_program


def test_a_project_that_had_the_blacklist_app():
    if "CHECK_REVOKE_TOKEN" not in simple_jwt.DEFAULTS:
        pytest.skip("This release of Simple JWT does not have the setting")

    assert run_program("session_revocation.py") == "as it should be"


def test_a_project_whose_replica_lags_behind():
    assert run_program("session_replica.py") == "decided by the primary"
