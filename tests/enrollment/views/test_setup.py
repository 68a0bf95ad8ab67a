"""``totp/setup/``."""

import pytest
from testproject.enrolling import Person, get_code, make_access_token

from drf_jwt_2fa.enrollment import changes, proofs, views
from drf_jwt_2fa.enrollment.testing import enroll_app


def test_a_first_enrolment_takes_a_recent_second_factor(ann, clock):
    clock.shift(299)
    assert ann.api.post("/totp/setup/").status_code == 200
    ann.refresh()
    clock.shift(2)

    response = ann.api.post("/totp/setup/")

    assert response.status_code == 401
    assert response.json()["code"] == "insufficient_user_authentication"


def test_another_app_takes_the_place_of_the_first(enrolled_ann):
    old = enrolled_ann.app
    new = enrolled_ann.set_up(**enrolled_ann.prove())
    response = enrolled_ann.api.post("/totp/confirm/", {"code": new.code()})
    assert set(response.json()) == {"access", "refresh"}
    enrolled_ann.clock.shift(30)
    answer = enrolled_ann.begin()

    assert enrolled_ann.api.auth(answer["token"], old.code()).status_code == 401
    assert (
        enrolled_ann.api.auth_after_wait(answer["token"], new.code()).status_code == 200
    )


def test_who_is_asked_for_nothing_enrols_with_the_password(api, clock, user, configure):
    configure(FALLBACK_2FA_METHOD="no-2fa")
    ann = Person(api, clock)
    ann.use(api.get_code().json())
    clock.shift(301)
    response = api.post("/totp/setup/")
    assert response.status_code == 401
    ann.refresh()
    token = api.post("/step-up/").json()["token"]
    ann.finish(token, "correct horse")

    ann.enroll()

    assert ann.begin()["methods"] == [{"name": "totp"}, {"name": "recovery-code"}]
    assert set(ann.log_in()) == {"access", "refresh"}


def before(monkeypatch, owner, name, act):
    """Do something just before the function is called."""
    original = getattr(owner, name)

    def act_first(*args):
        act()
        return original(*args)

    monkeypatch.setattr(owner, name, act_first)


def after(monkeypatch, owner, name, act):
    """Do something just after the function has returned."""
    original = getattr(owner, name)

    def act_then(*args):
        result = original(*args)
        act()
        return result

    monkeypatch.setattr(owner, name, act_then)


@pytest.mark.parametrize(
    ("owner", "name"), [(proofs, "get_login"), (changes, "set_up")]
)
def test_an_app_that_was_begun_as_the_first_one_does_not_replace_another(
    ann, user, monkeypatch, owner, name
):
    with monkeypatch.context() as patch:
        before(patch, owner, name, lambda: enroll_app(user))
        app = ann.set_up()

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert get_code(response) == (401, "login_outdated")
    # Nor with a token of the present.
    ann.use({"access": make_access_token(user)})
    ann.clock.shift(2)
    response = ann.api.post("/totp/confirm/", {"code": app.code()})
    assert get_code(response) == (403, "nothing_to_confirm")


def test_an_old_token_does_not_begin_a_first_app_while_another_is_removed(
    ann, user, monkeypatch, clock
):
    enroll_app(user)
    ann.use({"access": make_access_token(user, age=600)})
    after(
        monkeypatch,
        views.ManagementView,
        "check_permissions",
        lambda: changes.reset(user),
    )

    assert ann.api.post("/totp/setup/").status_code == 400


def test_an_app_that_would_lock_its_user_out_cannot_be_enrolled(ann, configure):
    configure(TRUSTED_2FA_METHODS=["code-sender"])

    # Who has enrolled one is asked for nothing weaker, and it would not do.
    assert ann.api.post("/totp/setup/").status_code == 403
