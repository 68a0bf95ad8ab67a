"""The helper for the tests of projects."""

from drf_jwt_2fa.sessions.testing import begin_session


def test_a_session_begins_without_the_steps_of_a_login(user, client):
    sign_in = begin_session(user, user_agent="Firefox", name="laptop")

    assert (sign_in.session.user_agent, sign_in.session.name) == ("Firefox", "laptop")
    response = client.post("/refresh/", {"refresh": sign_in.refresh})
    assert response.status_code == 200
    listed = client.get("/sessions/", HTTP_AUTHORIZATION=f"Bearer {sign_in.access}")
    assert [one["name"] for one in listed.json()] == ["laptop"]


def test_no_token_is_shown_by_it(user):
    sign_in = begin_session(user)

    assert sign_in.refresh not in repr(sign_in)
    assert sign_in.access not in repr(sign_in)
