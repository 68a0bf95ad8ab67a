import os
import subprocess
import sys
from pathlib import Path

from drf_jwt_2fa.login.revocation import revoke_refresh_tokens

TESTS = Path(__file__).parents[1]


def test_refresh_tokens_end_with_a_change():
    result = subprocess.run(
        [sys.executable, TESTS / "programs" / "enrollment_revocation.py"],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "revoked"


def test_without_simple_jwt_s_blacklist_app_there_is_nothing_to_do(user):
    revoke_refresh_tokens(user)
