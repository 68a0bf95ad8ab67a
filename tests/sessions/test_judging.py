"""What is wrong with a refresh token, by itself; `flows` has most of it."""

from types import SimpleNamespace

import pytest
from django.utils import timezone
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import RefreshToken

from drf_jwt_2fa.exceptions import Reason
from drf_jwt_2fa.sessions.families import find_member
from drf_jwt_2fa.sessions.judging import (
    Fault,
    has_users_password,
    is_active,
    judge,
)
from drf_jwt_2fa.sessions.models import EndedBy
from drf_jwt_2fa.sessions.store import rows
from drf_jwt_2fa.sessions.testing import begin_session


@pytest.fixture
def look(user, clock):
    """Judge the token of a session: `look(ended_by="user")`."""

    def look(**columns):
        sign_in = begin_session(user)
        for name, value in columns.items():
            setattr(sign_in.session, name, value)
        sign_in.session.save()
        token = RefreshToken(sign_in.refresh)
        found = rows.find(sign_in.session.pk)
        return judge(found, find_member(token), token, timezone.now())

    return look


def test_nothing_is_wrong_with_the_newest_token(look):
    assert look() is None


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (EndedBy.USER, "token_not_valid"),
        (EndedBy.OTHER, "token_not_valid"),
        (EndedBy.STAFF, "token_not_valid"),
        (EndedBy.LIMIT, "token_not_valid"),
        (EndedBy.PASSWORD, "password_changed"),
        (EndedBy.FACTORS, "session_ended"),
        (EndedBy.REUSE, "token_reused"),
    ],
)
def test_a_client_learns_why_a_session_ended_if_it_has_to_act(look, by, code):
    fault = look(ended_at=timezone.now(), ended_by=by.value)

    assert fault.reason is Reason.ENDED_SESSION
    assert fault.ends is None
    assert fault.make_error().detail["code"] == code


def test_a_copy_ends_its_session(look):
    fault = look(generation=2)

    assert (fault.reason, fault.ends) == (Reason.COPIED_TOKEN, EndedBy.REUSE)


def test_another_password_is_noticed_before_the_epoch_that_it_moves(look):
    assert look(account="x" * 64, epoch=1).ends is EndedBy.PASSWORD
    assert look(epoch=1).ends is EndedBy.FACTORS


def test_an_error_has_its_reason_for_the_log():
    error = Fault(Reason.EXPIRED_SESSION).refuse(7)

    assert isinstance(error, InvalidToken)
    assert error.__cause__.reason is Reason.EXPIRED_SESSION
    assert error.__cause__.user_pk == 7


def test_the_claim_of_the_password_is_compared_if_the_project_wants_it(settings, user):
    if "CHECK_REVOKE_TOKEN" not in simple_jwt.DEFAULTS:
        pytest.skip("This release of Simple JWT does not have the setting")
    from rest_framework_simplejwt.utils import (  # noqa: PLC0415
        get_md5_hash_password,
    )

    token = RefreshToken()
    assert has_users_password(token, user)
    settings.SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": True}
    assert not has_users_password(token, user)
    claim = simple_jwt.api_settings.REVOKE_TOKEN_CLAIM
    token[claim] = get_md5_hash_password(user.password)
    assert has_users_password(token, user)


def test_a_session_ends_with_the_password_of_its_claim(look, settings):
    if "CHECK_REVOKE_TOKEN" not in simple_jwt.DEFAULTS:
        pytest.skip("This release of Simple JWT does not have the setting")
    settings.SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": True}

    assert look().ends is EndedBy.PASSWORD


def test_users_may_be_inactive_if_the_project_wants_it(settings):
    user = SimpleNamespace(is_active=False)
    assert not is_active(user)
    assert is_active(SimpleNamespace(is_active=True))

    if "CHECK_USER_IS_ACTIVE" in simple_jwt.DEFAULTS:
        settings.SIMPLE_JWT = {"CHECK_USER_IS_ACTIVE": False}
        assert is_active(user)
