"""``totp/``."""

from rest_framework_simplejwt.tokens import AccessToken
from testproject.enrolling import get_code, make_access_token


def test_a_removed_app_is_not_asked_for(enrolled_ann):
    response = enrolled_ann.api.delete("/totp/", enrolled_ann.prove())

    assert response.status_code == 200
    assert set(response.json()) == {"access", "refresh"}
    enrolled_ann.app = None
    answer = enrolled_ann.begin()
    assert answer["method"] == "code-sender"
    assert enrolled_ann.finish(answer["token"])
    assert enrolled_ann.api.get("/2fa-method/").json()["methods"] == []
    assert enrolled_ann.api.get("/recovery-codes/").json() == {"recovery_codes_left": 0}


def test_removing_ends_what_was_begun(enrolled_ann, user):
    app = enrolled_ann.set_up(**enrolled_ann.prove())
    login = AccessToken(enrolled_ann.tokens["access"])["auth_time"]
    enrolled_ann.api.delete("/totp/", enrolled_ann.prove())

    # Nothing but the epoch tells the token from the one that began it.
    enrolled_ann.use({"access": make_access_token(user, auth_time=login)})
    response = enrolled_ann.api.post("/totp/confirm/", {"code": app.code()})

    assert get_code(response) == (403, "nothing_to_confirm")
