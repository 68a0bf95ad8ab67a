"""Sign out with a refresh token, which may be an old one."""

import pytest
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken

from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.signing_out import sign_out
from drf_jwt_2fa.sessions.testing import begin_session


@pytest.fixture
def session(user, clock):
    return begin_session(user)


def is_live(session):
    return Session.objects.get(pk=session.session.pk).ended_at is None


def test_an_expired_token_ends_its_session(session, clock):
    clock.shift(400 * 24 * 3600)

    sign_out(session.refresh, None)

    assert not is_live(session)


def test_a_token_that_is_not_genuine_ends_nothing(session):
    head, body, signature = session.refresh.split(".")
    forged = [
        f"{head}.{body}.{signature[:-6]}AAAAAA",
        f"{head}.{body}.",
        "x",
        "a.b.c",
        "\x00",
        "[" * 2000,
        session.access,
    ]
    for text in forged:
        sign_out(text, None)

    assert is_live(session)


@pytest.mark.parametrize("claims", [{"sid": "x"}, {"user_id": "77"}, {"gen": None}])
def test_claims_of_another_form_end_nothing(session, claims):
    token = RefreshToken(session.refresh)
    token.payload.update(claims)

    sign_out(str(token), None)

    assert is_live(session)


def test_an_access_token_that_says_it_is_of_a_session_ends_nothing(session):
    token = AccessToken()
    token.payload.update(RefreshToken(session.refresh).payload, token_type="access")

    sign_out(str(token), None)

    assert is_live(session)


def test_a_session_that_was_deleted(session):
    Session.objects.all().delete()

    sign_out(session.refresh, None)


def test_sliding_tokens_are_of_no_session(session, settings, user):
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": "rest_framework_simplejwt.serializers"
        ".TokenObtainSlidingSerializer"
    }

    sign_out(str(SlidingToken.for_user(user)), None)

    assert is_live(session)
