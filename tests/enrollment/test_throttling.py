"""Attempts to confirm are kept apart: those of one login, on one site."""

from datetime import timedelta

from testproject.enrolling import get_code, make_access_token

from drf_jwt_2fa.enrollment import throttling


def confirm(person, code="123456"):
    return person.api.post("/totp/confirm/", {"code": code})


def test_one_login_waits_between_attempts(ann):
    app = ann.set_up()
    assert confirm(ann).status_code == 403

    response = confirm(ann)

    assert response.status_code == 429
    assert response["Retry-After"] == "2"
    ann.clock.shift(2)
    assert confirm(ann, app.code()).status_code == 200


def test_another_login_uses_up_no_turns_of_this_one(ann, user):
    """A thief of an access token cannot keep its user from setting an app up."""
    app = ann.set_up()
    mine, stolen = ann.tokens["access"], make_access_token(user, age=60)
    ann.use({"access": stolen})
    assert get_code(confirm(ann)) == (403, "nothing_to_confirm")
    assert confirm(ann).status_code == 429

    ann.use({"access": mine})
    assert confirm(ann, app.code()).status_code == 200


def test_turns_of_another_site_in_the_same_cache_are_its_own(
    ann, settings, monkeypatch
):
    settings.SIMPLE_JWT = {"SIGNING_KEY": settings.SECRET_KEY}
    # Logins of two sites are told apart by their keys, too.
    monkeypatch.setattr(throttling, "get_login", lambda request, factors: "same")
    ann.set_up()
    assert confirm(ann).status_code == 403
    assert confirm(ann).status_code == 429

    settings.SECRET_KEY = "that of another site, whose users have the same keys"

    assert confirm(ann).status_code == 403


def test_without_a_wait_there_are_no_turns(ann, configure):
    configure(AUTH_TOKEN_RETRY_WAIT_TIME=timedelta(0))
    ann.set_up()

    for _ in range(2):
        assert confirm(ann).status_code == 403
