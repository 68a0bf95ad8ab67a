"""Users manage their second factors over HTTP, and log in with them."""

import base64
import time
from datetime import timedelta

import jwt
import pytest
from django.core import mail
from rest_framework_simplejwt.tokens import AccessToken

from drf_jwt_2fa import sending
from drf_jwt_2fa.enrollment import changes as accounts, proofs, views
from drf_jwt_2fa.enrollment.methods.recovery_code.method import RecoveryCodeMethod
from drf_jwt_2fa.enrollment.methods.totp.method import TotpMethod
from drf_jwt_2fa.enrollment.serializers import ConfirmSerializer
from drf_jwt_2fa.enrollment.testing import enroll_app

from .conftest import App

pytestmark = pytest.mark.urls("enrollment.urls")

METHODS = [
    "drf_jwt_2fa.enrollment.methods.TotpMethod",
    "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
    "drf_jwt_2fa.methods.CodeSender",
]


@pytest.fixture(autouse=True)
def _configured(settings):
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "AUTH_CLAIMS": True}


class Person:
    """Somebody with a client, a mailbox and, in the end, an app."""

    def __init__(self, api, clock):
        self.api, self.clock = api, clock
        self.app = None
        self.recovery_codes = None

    def log_in(self, code=None, method=None):
        answer = self.begin()
        if method:
            data = {"code_token": answer["token"], "method": method}
            answer = self.api.post("/challenge/", data).json()
        return self.finish(answer["token"], code)

    def begin(self):
        self.api.credentials()
        response = self.api.get_code()
        assert response.status_code == 200, response.content
        return response.json()

    def finish(self, token, code=None):
        if code is None:
            code = self.app.code() if self.app else self.api.last_mailed_code
        response = self.api.auth(token, code)
        assert response.status_code == 200, response.content
        return self.use(response.json())

    def use(self, tokens):
        self.tokens = tokens
        self.api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
        return tokens

    def prove(self):
        """Step up; return the code token and the code that prove it."""
        self.clock.shift(30)
        token = self.api.post("/step-up/").json()["token"]
        code = self.app.code() if self.app else self.api.last_mailed_code
        return {"code_token": token, "code": code}

    def set_up(self, **proof):
        response = self.api.post("/totp/setup/", proof)
        assert response.status_code == 200, response.content
        return App(response.json())

    def enroll(self):
        app = self.set_up()
        response = self.api.post("/totp/confirm/", {"code": app.code()})
        assert response.status_code == 200, response.content
        answer = response.json()
        self.app, self.recovery_codes = app, answer.pop("recovery_codes")
        self.use(answer)
        self.clock.shift(30)
        mail.outbox.clear()


@pytest.fixture
def ann(api, user, clock):
    person = Person(api, clock)
    person.log_in()
    return person


@pytest.fixture
def enrolled_ann(ann):
    ann.enroll()
    return ann


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def code_of(response):
    """Return the status and the code of an error."""
    return response.status_code, response.data["detail"].code


def test_from_the_mailed_code_to_an_app(ann):
    response = ann.api.post("/totp/setup/")
    assert set(response.json()) == {"secret", "provisioning_uri", "qr_code"}
    assert response["Cache-Control"] == "private, no-store"
    app = App(response.json())

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    answer = response.json()
    assert set(answer) == {"recovery_codes", "access", "refresh"}
    assert len(answer["recovery_codes"]) == 10
    assert claims(answer["access"])["acr"] == "totp"
    assert claims(answer["refresh"])["amr"] == ["pwd", "otp", "mfa"]
    assert response["Cache-Control"] == "private, no-store"


def test_the_next_login_is_by_the_app(enrolled_ann):
    answer = enrolled_ann.begin()
    assert answer["method"] == "totp"
    assert answer["methods"] == [{"name": "totp"}, {"name": "recovery-code"}]
    assert not mail.outbox

    tokens = enrolled_ann.finish(answer["token"])

    assert claims(tokens["access"])["acr"] == "totp"


def test_a_code_of_the_app_is_good_once(enrolled_ann):
    code = enrolled_ann.app.code()
    enrolled_ann.log_in(code)

    answer = enrolled_ann.begin()

    assert enrolled_ann.api.auth(answer["token"], code).status_code == 401


def test_the_confirming_code_is_used_up(ann, clock):
    app = ann.set_up()
    code = app.code()
    ann.api.post("/totp/confirm/", {"code": code})
    answer = ann.begin()

    assert ann.api.auth(answer["token"], code).status_code == 401


def test_a_login_by_recovery_code_tells_how_many_are_left(enrolled_ann):
    code = enrolled_ann.recovery_codes[0]

    tokens = enrolled_ann.log_in(code, method="recovery-code")

    assert tokens["recovery_codes_left"] == 9
    assert claims(tokens["access"])["acr"] == "recovery-code"
    answer = enrolled_ann.begin()
    data = {"code_token": answer["token"], "method": "recovery-code"}
    answer = enrolled_ann.api.post("/challenge/", data).json()
    assert enrolled_ann.api.auth(answer["token"], code).status_code == 401


def test_the_mailed_code_is_no_way_around_the_app(enrolled_ann):
    answer = enrolled_ann.begin()

    data = {"code_token": answer["token"], "method": "code-sender"}
    response = enrolled_ann.api.post("/challenge/", data)

    assert response.status_code == 400
    assert not mail.outbox


def test_enrolling_ends_what_was_begun_before(ann):
    other = ann.api.get_code().json()["token"]
    code = ann.api.last_mailed_code

    ann.enroll()

    assert ann.api.auth(other, code).status_code == 401


def test_a_first_enrolment_takes_a_recent_second_factor(ann, clock):
    clock.shift(299)
    assert ann.api.post("/totp/setup/").status_code == 200
    ann.use({"access": refreshed(ann)})
    clock.shift(2)

    response = ann.api.post("/totp/setup/")

    assert response.status_code == 401
    assert response.json()["code"] == "insufficient_user_authentication"


def refreshed(person):
    return person.api.post("/refresh/", person.tokens).json()["access"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/totp/setup/"),
        ("post", "/totp/confirm/"),
        ("delete", "/totp/"),
        ("get", "/recovery-codes/"),
        ("post", "/recovery-codes/"),
        ("get", "/2fa-method/"),
        ("post", "/2fa-method/"),
    ],
)
def test_nothing_goes_without_an_access_token(enrolled_ann, method, path):
    proof = enrolled_ann.prove()
    api = enrolled_ann.api
    for header in (None, f"Bearer {proof['code_token']}", "Bearer x"):
        api.credentials(**({"HTTP_AUTHORIZATION": header} if header else {}))

        data = {**proof, "method": "totp"}
        response = getattr(api, method)(path, data)

        assert response.status_code == 401
        assert response["Cache-Control"] == "private, no-store"


CHANGES = [
    ("post", "/totp/setup/", {}),
    ("delete", "/totp/", {}),
    ("post", "/recovery-codes/", {}),
    ("post", "/2fa-method/", {"method": "totp"}),
]


@pytest.mark.parametrize(("method", "path", "data"), CHANGES)
class TestChanges:
    """What holds for every change of what is enrolled."""

    def call(self, person, method, path, data):
        return getattr(person.api, method)(path, data)

    def test_a_fresh_access_token_is_not_enough(self, enrolled_ann, method, path, data):
        response = self.call(enrolled_ann, method, path, data)

        assert response.status_code == 400
        assert set(response.json()) == {"code_token", "code"}

    def test_it_takes_a_step_up_that_is_used_up(self, enrolled_ann, method, path, data):
        proof = enrolled_ann.prove()

        response = self.call(enrolled_ann, method, path, {**data, **proof})
        assert response.status_code == 200
        enrolled_ann.clock.shift(2)

        response = self.call(enrolled_ann, method, path, {**data, **proof})
        assert response.status_code in (403, 401, 409, 400)

    def test_a_login_is_no_proof(self, enrolled_ann, method, path, data):
        access = enrolled_ann.tokens["access"]
        token = enrolled_ann.begin()["token"]
        enrolled_ann.use({"access": access})
        proof = {"code_token": token, "code": enrolled_ann.app.code()}

        response = self.call(enrolled_ann, method, path, {**data, **proof})

        assert code_of(response) == (403, "incorrect_proof")
        # Nor is the code used up by that.
        enrolled_ann.clock.shift(2)
        assert enrolled_ann.finish(token)

    def test_a_step_up_of_somebody_else_is_no_proof(
        self, enrolled_ann, method, path, data, django_user_model
    ):
        proof = enrolled_ann.prove()
        bob = django_user_model.objects.create_user("bob", "bob@example.com")
        token = AccessToken.for_user(bob)
        token["auth_time"] = int(token.current_time.timestamp())
        accounts.enroll(bob, "totp")
        enrolled_ann.use({"access": str(token)})

        response = self.call(enrolled_ann, method, path, {**data, **proof})

        assert code_of(response) in [(403, "incorrect_proof"), (409, "not_enrolled")]
        # It is refused unspent: who cannot use it must not use it up.
        enrolled_ann.clock.shift(2)
        enrolled_ann.api.credentials()
        response = enrolled_ann.api.auth(proof["code_token"], proof["code"])
        assert response.status_code == 200

    def test_a_wrong_code_is_no_proof(self, enrolled_ann, method, path, data):
        proof = {**enrolled_ann.prove(), "code": enrolled_ann.app.wrong_code()}

        response = self.call(enrolled_ann, method, path, {**data, **proof})

        assert code_of(response) == (403, "incorrect_proof")

    def test_wrong_codes_are_limited(self, enrolled_ann, method, path, data):
        proof = enrolled_ann.prove()
        wrong = {**data, **proof, "code": enrolled_ann.app.wrong_code()}
        assert self.call(enrolled_ann, method, path, wrong).status_code == 403
        assert self.call(enrolled_ann, method, path, wrong).status_code == 429
        for _ in range(4):
            enrolled_ann.clock.shift(2)
            self.call(enrolled_ann, method, path, wrong)
        enrolled_ann.clock.shift(2)

        response = self.call(enrolled_ann, method, path, {**data, **proof})

        assert code_of(response) == (403, "too_many_auth_attempts")


def test_after_a_change_there_are_new_tokens(enrolled_ann):
    before = claims(enrolled_ann.tokens["access"])["auth_time"]

    response = enrolled_ann.api.post("/recovery-codes/", enrolled_ann.prove())

    answer = response.json()
    assert set(answer) == {"recovery_codes", "access", "refresh"}
    assert not set(answer["recovery_codes"]) & set(enrolled_ann.recovery_codes)
    assert claims(answer["access"])["auth_time"] > before


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


def test_what_is_there_to_see_has_no_secret(enrolled_ann):
    response = enrolled_ann.api.get("/2fa-method/")

    answer = response.json()
    assert [one["name"] for one in answer["methods"]] == ["totp", "recovery-code"]
    assert set(answer["methods"][0]) == {
        *("name", "created_at", "last_used_at", "is_disabled", "is_trusted"),
    }
    assert answer["recovery_codes_left"] == 10
    assert response["Cache-Control"] == "private, no-store"


def test_only_the_login_that_began_an_enrolment_may_confirm_it(ann, clock):
    app = ann.set_up()
    clock.shift(2)
    ann.log_in()

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert code_of(response) == (403, "nothing_to_confirm")


def test_an_enrolment_is_confirmed_within_ten_minutes_or_not_at_all(ann, clock):
    app = ann.set_up()
    clock.shift(299)
    ann.use({**ann.tokens, "access": refreshed(ann)})
    clock.shift(299)
    ann.use({**ann.tokens, "access": refreshed(ann)})
    clock.shift(2)

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert code_of(response) == (403, "nothing_to_confirm")


def test_a_wrong_confirmation_can_be_tried_again_after_a_wait(ann, clock):
    app = ann.set_up()

    response = ann.api.post("/totp/confirm/", {"code": app.wrong_code()})
    assert code_of(response) == (403, "incorrect_confirmation")
    response = ann.api.post("/totp/confirm/", {"code": app.code()})
    assert response.status_code == 429
    assert response["Retry-After"] == "2"
    clock.shift(2)
    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 200


def test_what_is_not_enrolled_costs_no_proof(ann):
    proof = ann.prove()
    for method, path, data in CHANGES[1:]:
        response = getattr(ann.api, method)(path, {**data, **proof})
        assert code_of(response) == (409, "not_enrolled")
        ann.clock.shift(2)

    assert ann.api.auth(proof["code_token"], proof["code"]).status_code == 200


@pytest.mark.parametrize("name", ["recovery-code", "code-sender", "", "x" * 65])
def test_not_everything_can_be_preferred(enrolled_ann, name):
    data = {"method": name, **enrolled_ann.prove()}

    response = enrolled_ann.api.post("/2fa-method/", data)

    assert response.status_code in (400, 409)


def test_wrong_answers_in_a_row_end_in_no_way_around(enrolled_ann, settings):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None,
        "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0),
    }
    token = enrolled_ann.begin()["token"]
    for _ in range(100):
        wrong = enrolled_ann.app.wrong_code()
        assert enrolled_ann.api.auth(token, wrong).status_code == 401
    enrolled_ann.clock.shift(30)

    assert enrolled_ann.api.auth(token, enrolled_ann.app.code()).status_code == 401
    # What is left are the recovery codes, and nothing weaker.
    answer = enrolled_ann.begin()
    assert answer["methods"] == [{"name": "recovery-code"}]
    assert enrolled_ann.finish(answer["token"], enrolled_ann.recovery_codes[0])


def test_a_secret_that_no_key_opens_is_told_as_such(enrolled_ann, settings, caplog):
    token = enrolled_ann.begin()["token"]
    code = enrolled_ann.app.code()
    key = settings.SECRET_KEY
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "CODE_TOKEN_SECRET_KEY": "k" * 43,
    }
    token = enrolled_ann.begin()["token"]
    settings.SECRET_KEY = "another key that is long enough to sign with"

    response = enrolled_ann.api.auth(token, code)

    assert code_of(response) == (503, "method_failed")
    assert "cannot be decrypted" in caplog.text
    assert key not in caplog.text


@pytest.mark.parametrize("body", ["[]", "{", "null", '"x"', "7", '{"code": []}'])
def test_malformed_bodies_are_400s(enrolled_ann, body):
    for method, path, _data in [*CHANGES, ("post", "/totp/confirm/", {})]:
        response = getattr(enrolled_ann.api, method)(
            path, body, content_type="application/json"
        )
        assert response.status_code == 400
        assert response["Cache-Control"] == "private, no-store"


def test_a_confirmation_may_fail_as_often_as_a_login(ann, clock):
    app = ann.set_up()
    for _ in range(5):
        # What cannot be a code is not counted.
        assert code_of(ann.api.post("/totp/confirm/", {"code": "x"}))[0] == 403
        clock.shift(2)
        response = ann.api.post("/totp/confirm/", {"code": app.wrong_code()})
        assert code_of(response) == (403, "incorrect_confirmation")
        clock.shift(2)

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert code_of(response) == (403, "nothing_to_confirm")
    clock.shift(2)
    app = ann.set_up()
    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 200


def test_without_a_limit_it_may_fail_without_end(ann, clock, settings):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None,
        "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0),
    }
    app = ann.set_up()
    for _ in range(6):
        response = ann.api.post("/totp/confirm/", {"code": app.wrong_code()})
        assert response.status_code == 403

    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 200


def test_who_is_asked_for_nothing_enrols_with_the_password(api, clock, user, settings):
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "FALLBACK_2FA_METHOD": "no-2fa"}
    ann = Person(api, clock)
    ann.use(api.get_code().json())
    clock.shift(301)
    response = api.post("/totp/setup/")
    assert response.status_code == 401
    ann.use({**ann.tokens, "access": refreshed(ann)})
    token = api.post("/step-up/").json()["token"]
    ann.finish(token, "correct horse")

    ann.enroll()

    assert ann.begin()["methods"] == [{"name": "totp"}, {"name": "recovery-code"}]
    assert set(ann.log_in()) == {"access", "refresh"}


def test_the_fallback_is_offered_to_the_enrolled_if_that_is_wanted(
    enrolled_ann, settings
):
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "OFFER_FALLBACK_2FA_METHOD": True}

    answer = enrolled_ann.begin()

    assert answer["method"] == "totp"
    assert [one["name"] for one in answer["methods"]] == [
        *("totp", "recovery-code", "code-sender"),
    ]
    data = {"code_token": answer["token"], "method": "code-sender"}
    answer = enrolled_ann.api.post("/challenge/", data).json()
    code = enrolled_ann.api.last_mailed_code
    assert enrolled_ann.finish(answer["token"], code)


def test_no_second_factor_is_never_offered_to_the_enrolled(enrolled_ann, settings):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "OFFER_FALLBACK_2FA_METHOD": True,
        "FALLBACK_2FA_METHOD": "no-2fa",
    }

    answer = enrolled_ann.begin()

    assert "no-2fa" not in [one["name"] for one in answer["methods"]]
    data = {"code_token": answer["token"], "method": "no-2fa"}
    assert enrolled_ann.api.post("/challenge/", data).status_code == 400


def test_a_new_password_ends_an_enrolment_that_was_begun(ann, user):
    app = ann.set_up()
    user.set_password("battery staple")
    user.save()

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert code_of(response) == (403, "nothing_to_confirm")


def test_whom_the_project_does_not_let_in_can_see_and_change_nothing(
    enrolled_ann, settings
):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": lambda user: False}

    for method, path, _data in [*CHANGES, ("get", "/2fa-method/", {})]:
        assert getattr(enrolled_ann.api, method)(path).status_code == 401


@pytest.mark.parametrize(
    ("path", "owner", "name"),
    [
        ("/recovery-codes/", RecoveryCodeMethod, "make_codes"),
        ("/2fa-method/", accounts, "prefer"),
    ],
)
def test_what_was_removed_in_the_meantime_is_a_409(
    enrolled_ann, monkeypatch, path, owner, name
):
    data = {"method": "totp", **enrolled_ann.prove()}
    change = getattr(owner, name)

    def change_too_late(*args):
        accounts.reset(args[-1] if owner is RecoveryCodeMethod else args[0])
        return change(*args)

    monkeypatch.setattr(owner, name, change_too_late)

    response = enrolled_ann.api.post(path, data)

    assert code_of(response) == (409, "not_enrolled")


def test_it_is_told_which_methods_complete_a_login(enrolled_ann, settings):
    def trusted():
        methods = enrolled_ann.api.get("/2fa-method/").json()["methods"]
        return {one["name"]: one["is_trusted"] for one in methods}

    assert trusted() == {"totp": True, "recovery-code": True}
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "TRUSTED_2FA_METHODS": ["totp"]}
    assert trusted() == {"totp": True, "recovery-code": False}
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "METHODS": METHODS[1:]}
    assert trusted() == {"totp": False, "recovery-code": False}


def send_slowly(user, code):
    """Send the code, while the user sets an app up elsewhere."""
    enroll_app(user)
    sending.send_verification_code_via_email(user, code)


def test_an_app_that_is_set_up_while_a_code_is_sent_ends_that_login(
    api, user, settings
):
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "CODE_SENDER": send_slowly}
    code, token = api.get_code_and_token()

    assert api.auth(token, code).status_code == 401


def test_an_app_that_is_set_up_while_a_code_is_sent_ends_that_step_up(
    ann, user, settings
):
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "CODE_SENDER": send_slowly}
    token = ann.api.post("/step-up/").json()["token"]

    proof = {"code_token": token, "code": ann.api.last_mailed_code}

    assert code_of(ann.api.delete("/totp/", proof)) == (403, "incorrect_proof")
    assert accounts.get_enrolled(user) == ["totp"]


def test_an_app_that_is_set_up_while_a_new_code_is_sent_ends_that_login(
    api, user, settings, clock
):
    _code, token = api.get_code_and_token()
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "CODE_SENDER": send_slowly}
    clock.shift(30)
    token = api.post("/challenge/", {"code_token": token}).json()["token"]

    assert api.auth(token, api.last_mailed_code).status_code == 401


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


def test_a_first_app_is_not_begun_beside_one_that_was_just_enrolled(
    ann, user, monkeypatch
):
    before(monkeypatch, proofs, "get_login", lambda: enroll_app(user))

    response = ann.api.post("/totp/setup/")

    assert code_of(response) == (403, "incorrect_proof")


def test_an_app_that_was_begun_as_the_first_one_does_not_replace_another(
    ann, user, monkeypatch
):
    act = TotpMethod.begin_enrollment
    before(monkeypatch, TotpMethod, "begin_enrollment", lambda: enroll_app(user))
    app = ann.set_up()
    monkeypatch.setattr(TotpMethod, "begin_enrollment", act)

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert code_of(response) == (403, "nothing_to_confirm")


def test_an_old_token_does_not_begin_a_first_app_while_another_is_removed(
    ann, user, monkeypatch, clock
):
    enroll_app(user)
    token = AccessToken.for_user(user)
    token["auth_time"] = int(time.time()) - 600
    ann.use({"access": str(token)})
    after(
        monkeypatch,
        views.ManagementView,
        "check_permissions",
        lambda: accounts.reset(user),
    )

    assert ann.api.post("/totp/setup/").status_code == 400


def test_a_pending_secret_that_no_key_opens_is_told_as_such(ann, settings, caplog):
    keys = [base64.b64encode(bytes([number]) * 32).decode() for number in range(2)]
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "ENCRYPTION_KEYS": keys[:1]}
    app = ann.set_up()
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "ENCRYPTION_KEYS": keys[1:]}

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert code_of(response) == (503, "method_failed")
    assert "cannot be decrypted" in caplog.text


def test_no_secret_is_in_the_repr_of_a_serializer():
    serializer = ConfirmSerializer(data={"code": "471100"})

    assert repr(serializer) == "<ConfirmSerializer>"


def test_an_app_that_would_lock_its_user_out_cannot_be_enrolled(ann, settings):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "TRUSTED_2FA_METHODS": ["code-sender"],
    }

    # Who has enrolled one is asked for nothing weaker, and it would not do.
    assert ann.api.post("/totp/setup/").status_code == 403
