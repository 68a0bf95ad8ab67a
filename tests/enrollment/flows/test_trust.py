"""Who must use an app, and has none yet, logs in by way of enrolling one."""

import jwt
import pytest
from rest_framework_simplejwt.tokens import AccessToken
from testproject.enrolling import App, Person, get_claims, get_code, make_access_token

from drf_jwt_2fa.enrollment import changes


def trust(user):
    return ["totp"] if user.is_staff else None


@pytest.fixture(autouse=True)
def _only_apps(_configured, configure):
    """Staff complete a login by an app only."""
    configure(SEND_USER_LOGGED_IN=True, TRUSTED_2FA_METHODS=trust)


@pytest.fixture
def staff(user):
    user.is_staff = True
    user.save()
    return user


@pytest.fixture
def ann(api, clock, staff):
    return Person(api, clock)


def begin_with_mail(person):
    """Log in with the code from the mail; return the answer."""
    token = person.begin()["token"]
    response = person.api.auth(token, person.api.last_mailed_code)
    assert response.status_code == 200
    return response.json()


def use(person, token):
    person.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")


@pytest.fixture
def token(ann):
    """An enrolment token of hers, in use."""
    token = begin_with_mail(ann)["enrollment_token"]
    use(ann, token)
    return token


def set_up(person):
    response = person.api.post("/totp/setup/")
    assert response.status_code == 200, response.content
    return App(response.json())


def test_others_log_in_as_ever(api, clock, user):
    assert set(Person(api, clock).log_in()) == {"access", "refresh"}


def test_a_login_that_is_not_complete_gives_an_enrolment_token_only(ann, staff):
    answer = begin_with_mail(ann)

    assert list(answer) == ["enrollment_token"]
    staff.refresh_from_db()
    assert staff.last_login is None


def test_its_key_can_be_chosen(ann, configure):
    configure(AUTH_RESULT_ENROLLMENT_TOKEN_KEY="e")

    assert list(begin_with_mail(ann)) == ["e"]


def test_enrolling_an_app_completes_the_login(ann, token, staff):
    app = set_up(ann)

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    answer = response.json()
    assert set(answer) == {"recovery_codes", "access", "refresh"}
    assert get_claims(answer["access"])["acr"] == "totp"
    staff.refresh_from_db()
    assert staff.last_login is not None
    use(ann, answer["access"])
    assert ann.api.get("/2fa-method/").status_code == 200


def test_the_token_is_good_once(ann, token, clock):
    app = set_up(ann)
    ann.api.post("/totp/confirm/", {"code": app.code()})
    clock.shift(30)

    assert ann.api.post("/totp/setup/").status_code == 401
    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 401


def test_the_next_login_is_complete(ann, token, clock):
    app = set_up(ann)
    ann.api.post("/totp/confirm/", {"code": app.code()})
    clock.shift(30)
    ann.app = app

    assert set(ann.log_in()) == {"access", "refresh"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/me/"),
        ("post", "/step-up/"),
        ("get", "/2fa-method/"),
        ("post", "/2fa-method/"),
        ("get", "/recovery-codes/"),
        ("post", "/recovery-codes/"),
        ("delete", "/totp/"),
    ],
)
def test_it_is_good_for_nothing_else(ann, token, method, path):
    assert getattr(ann.api, method)(path).status_code in (401, 403)


def test_it_does_not_verify_or_refresh(ann, token):
    assert ann.api.post("/verify/", {"token": token}).status_code == 401
    assert ann.api.post("/refresh/", {"refresh": token}).status_code == 401
    assert ann.api.auth(token, "1234567").status_code == 401
    assert ann.api.post("/challenge/", {"code_token": token}).status_code == 401


def test_a_new_password_ends_it(ann, token, staff):
    app = set_up(ann)
    staff.set_password("battery staple")
    staff.save()

    assert ann.api.post("/totp/setup/").status_code == 401
    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 401


def test_it_ends_after_fifteen_minutes(ann, token, clock):
    clock.shift(899)
    assert ann.api.post("/totp/setup/").status_code == 200
    clock.shift(2)

    assert ann.api.post("/totp/setup/").status_code == 401


@pytest.mark.parametrize("change", ["inactive", "deleted"])
def test_it_ends_with_the_account(ann, token, staff, change):
    if change == "deleted":
        staff.delete()
    else:
        staff.is_active = False
        staff.save()

    assert ann.api.post("/totp/setup/").status_code == 401


def test_an_enrolment_belongs_to_its_token(ann, token):
    app = set_up(ann)
    other = begin_with_mail(ann)["enrollment_token"]
    use(ann, other)

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert response.status_code == 403
    assert response.data["detail"].code == "nothing_to_confirm"


def test_a_confirmation_cannot_be_guessed_without_end(ann, token, clock):
    app = set_up(ann)
    assert ann.api.post("/totp/confirm/", {"code": app.wrong_code()}).status_code == 403
    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 429


def test_an_app_that_would_not_complete_the_login_cannot_be_enrolled(
    ann, token, configure
):
    configure(TRUSTED_2FA_METHODS=["card"])

    assert ann.api.post("/totp/setup/").status_code == 403


def test_who_has_an_app_gets_no_enrolment_token_by_a_weaker_method(ann, token, clock):
    app = set_up(ann)
    ann.api.post("/totp/confirm/", {"code": app.code()})
    clock.shift(30)
    answer = ann.begin()
    assert answer["methods"] == [{"name": "totp"}]
    data = {"code_token": answer["token"], "method": "recovery-code"}

    assert ann.api.post("/challenge/", data).status_code == 400


def test_a_method_that_is_trusted_no_more_gives_no_token_and_burns_nothing(
    ann, token, clock, configure
):
    app = set_up(ann)
    enrolled = ann.api.post("/totp/confirm/", {"code": app.code()}).json()
    clock.shift(30)
    code = enrolled["recovery_codes"][0]
    configure(TRUSTED_2FA_METHODS=None)
    data = {"code_token": ann.begin()["token"], "method": "recovery-code"}
    token = ann.api.post("/challenge/", data).json()["token"]
    configure(TRUSTED_2FA_METHODS=trust)

    assert ann.api.auth(token, code).status_code == 401

    configure(TRUSTED_2FA_METHODS=None)
    assert ann.api.auth_after_wait(token, code).status_code == 200


def test_a_step_up_by_a_weaker_method_proves_nothing(ann, token, clock, configure):
    app = set_up(ann)
    answer = ann.api.post("/totp/confirm/", {"code": app.code()}).json()
    use(ann, answer["access"])
    clock.shift(30)
    token = ann.api.post("/step-up/").json()["token"]
    configure(TRUSTED_2FA_METHODS=None)
    data = {"code_token": token, "method": "recovery-code"}
    token = ann.api.post("/challenge/", data).json()["token"]
    proof = {"code_token": token, "code": answer["recovery_codes"][0]}
    configure(TRUSTED_2FA_METHODS=trust)

    response = ann.api.delete("/totp/", proof)

    assert get_code(response) == (403, "incorrect_proof")
    # Nor is the recovery code used up by that.
    assert ann.api.get("/2fa-method/").json()["recovery_codes_left"] == 10


def test_no_access_token_is_an_enrolment_token(ann, token, staff):
    # It has no recent second factor.
    use(ann, make_access_token(staff, age=600))
    response = ann.api.post("/totp/setup/")
    assert response.status_code == 401
    assert response.json()["code"] == "insufficient_user_authentication"

    # It is older than the epoch.
    use(ann, AccessToken.for_user(staff))
    assert get_code(ann.api.post("/totp/setup/")) == (401, "login_outdated")


def test_it_says_nothing_but_whose_it_is(token, staff):
    said = jwt.decode(token, options={"verify_signature": False})

    # And which of the places in the limit of an address its login took.
    assert set(said) == {"jti", "uid", "acc", "exp", "plc"}
    assert staff.email not in str(said)
    assert staff.password not in str(said)


def enroll_what_is_gone(user):
    """Enrol a method that the project has not any more."""
    changes.put_method(user, "card", {})


def test_who_enrolled_what_is_configured_no_more_enrols_as_for_the_first_time(
    ann, staff
):
    enroll_what_is_gone(staff)
    use(ann, begin_with_mail(ann)["enrollment_token"])
    app = set_up(ann)

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert get_claims(response.json()["access"])["acr"] == "totp"


def test_a_step_up_by_what_is_not_trusted_is_no_proof_either(ann, staff, configure):
    configure(TRUSTED_2FA_METHODS=None)
    enroll_what_is_gone(staff)
    ann.log_in()
    proof = ann.prove()
    configure(TRUSTED_2FA_METHODS=trust)

    response = ann.api.post("/recovery-codes/", proof)

    assert get_code(response) == (403, "incorrect_proof")
    ann.clock.shift(2)
    configure(TRUSTED_2FA_METHODS=None)
    assert ann.api.post("/recovery-codes/", proof).status_code == 200
