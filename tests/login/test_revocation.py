from testproject.programs import run_program

from drf_jwt_2fa.login.revocation import revoke_refresh_tokens


def test_refresh_tokens_end_with_a_change():
    assert run_program("enrollment_revocation.py") == "revoked"


def test_a_sign_out_ends_one_refresh_token():
    assert run_program("sign_out.py") == "signed out"


def test_without_simple_jwt_s_blacklist_app_there_is_nothing_to_do(user):
    revoke_refresh_tokens(user)
