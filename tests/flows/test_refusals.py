"""No refusal is silent: each is logged once, with its reason, and without a secret."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import jwt
import pytest
from django.core import mail
from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken
from testproject.client import other_code
from testproject.methods import METHODS
from testproject.urls import urlpatterns as login

from drf_jwt_2fa import keys
from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.enrollment import changes, urls as enrollment_urls
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod
from drf_jwt_2fa.enrollment.testing import enroll_app
from drf_jwt_2fa.permissions import RecentSecondFactor

pytestmark = pytest.mark.urls(__name__)

PASSWORD = "correct horse"
WRONG_PASSWORD = "wrong horse"
NUMBER = (int, float)
NAMES = ("code-sender", "recovery-code")


class Sensitive(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [RecentSecondFactor]

    def get(self, request):
        return Response({})

    post = get


urlpatterns = [
    *login,
    *enrollment_urls.urlpatterns,
    path("sensitive/", Sensitive.as_view()),
]


class Story:
    """Somebody who gets into trouble, and all the secrets that come up meanwhile."""

    def __init__(self, api, user, settings, clock):
        self.api, self.user, self.settings, self.clock = api, user, settings, clock
        self.secrets = [PASSWORD, WRONG_PASSWORD]

    def set(self, **changed):
        self.settings.JWT2FA_AUTH = {**self.settings.JWT2FA_AUTH, **changed}

    def post(self, url, **data):
        return self.send("post", url, **data)

    def send(self, verb, url, /, **data):
        # Attempts are apart, unless a case is about that.
        self.clock.shift(2)
        response = getattr(self.api, verb)(url, data, format="json")
        self.note(data.values())
        if response.status_code == 200:
            self.note(response.data.values())
        return response

    def note(self, values):
        texts = [one for one in values if isinstance(one, str)]
        # Names of methods and of users are no secrets.
        self.secrets += [one for one in texts if len(one) > 5 and one not in NAMES]

    def begin(self, password=PASSWORD):
        response = self.post("/get-code/", username="ann", password=password)
        return response.data.get("token", "")

    @property
    def code(self):
        return self.api.last_mailed_code

    def answer(self, token, code):
        return self.post("/auth/", code_token=token, code=code)

    def sign_in(self):
        tokens = self.answer(self.begin(), self.code).data
        self.use(tokens["access"])
        return tokens

    def use(self, token):
        self.secrets.append(str(token))
        self.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    def step_up(self):
        return self.post("/step-up/").data["token"]

    def enroll(self):
        self.sign_in()
        app = enroll_app(self.user)
        self.answer_with(app, self.begin())
        return app

    def answer_with(self, app, token):
        tokens = self.answer(token, app.code()).data
        if "access" in tokens:
            self.use(tokens["access"])

    def prove(self, app):
        return {"code_token": self.step_up(), "code": app.code()}


@pytest.fixture
def story(api, user, settings, clock):
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "AUTH_CLAIMS": True}
    return Story(api, user, settings, clock)


@dataclass
class Case:
    """A story whose last request is refused."""

    tell: Callable[[Story], None]
    reason: str
    status: int
    knows_user: bool
    is_limit: bool


CASES = []


def case(reason, *, status=401, knows_user=True, is_limit=False):
    def add(tell):
        one = Case(tell, reason, status, knows_user, is_limit)
        CASES.append(pytest.param(one, id=tell.__name__))
        return tell

    return add


def make_code_token(key, **changed):
    now = int(time.time())
    claims = {"jti": "some", "uid": 1, "vch": "x", "vcn": "y", "iat": now}
    return jwt.encode({**claims, "exp": now + 60, **changed}, key, algorithm="HS256")


@case("wrong_password", knows_user=False)
def wrong_password(story):
    story.begin(WRONG_PASSWORD)


@case("inactive_user", status=403)
def password_of_an_inactive_user(story):
    story.settings.AUTHENTICATION_BACKENDS = [
        "django.contrib.auth.backends.AllowAllUsersModelBackend"
    ]
    story.user.is_active = False
    story.user.save()
    story.begin()


@case("user_not_allowed")
def password_of_a_user_who_may_not_log_in(story):
    story.settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": lambda user: False}
    story.begin()


@case("throttled", knows_user=False, is_limit=True, status=429)
def too_many_requests_from_an_address(story):
    story.set(CODE_TOKEN_THROTTLE_RATE="1/d")
    story.begin()
    story.begin()


@case("too_many_code_tokens", is_limit=True, status=429)
def too_many_code_tokens(story):
    story.set(MAX_ACTIVE_CODE_TOKENS_PER_USER=1)
    story.begin()
    story.begin()


@case("too_many_unredeemed_code_tokens", is_limit=True, status=429)
def too_many_logins_begun(story):
    story.set(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="1/d")
    story.begin()
    story.begin()


@case("no_usable_method", status=403)
def all_methods_disabled(story):
    enroll_app(story.user)
    EnrolledMethod.objects.update(wrong_answers=100)
    story.begin()


@case("wrong_code")
def wrong_sent_code(story):
    token = story.begin()
    story.answer(token, other_code(story.code))


@case("wrong_code")
def wrong_code_of_an_app(story):
    app = enroll_app(story.user)
    story.answer(story.begin(), other_code(app.code()))


@case("wrong_code")
def wrong_recovery_code(story):
    app = enroll_app(story.user)
    code = app.make_recovery_codes()[0]
    token = story.begin()
    renewed = story.post("/challenge/", code_token=token, method="recovery-code")
    story.answer(renewed.data["token"], other_code(code))


@case("too_many_auth_attempts", is_limit=True, status=403)
def too_many_wrong_codes(story):
    token = story.begin()
    for _ in range(6):
        story.answer(token, other_code(story.code))


@case("throttled", is_limit=True, status=429)
def two_attempts_at_once(story):
    token = story.begin()
    story.answer(token, other_code(story.code))
    story.clock.shift(-2)
    story.answer(token, other_code(story.code))


@case("token_already_used")
def code_token_used_twice(story):
    token = story.begin()
    story.answer(token, story.code)
    story.answer(token, story.code)


@case("replaced_token")
def code_token_that_was_replaced(story):
    token = story.begin()
    story.clock.shift(30)
    story.post("/challenge/", code_token=token)
    story.answer(token, story.code)


@case("unknown_token")
def code_token_that_the_cache_does_not_know(story):
    token = story.begin()
    story.set(REQUIRE_KNOWN_CODE_TOKENS=True)
    story.forget()
    story.answer(token, story.code)


@case("expired_token", status=403)
def code_token_that_has_expired(story):
    token = story.begin()
    story.clock.shift(301)
    story.answer(token, story.code)


@case("malformed_token", knows_user=False)
def code_token_without_its_claims(story):
    key = keys.current_keys().signing_key
    story.answer(make_code_token(key, jti=""), "1234567")


@case("malformed_token", knows_user=False)
def code_token_that_is_junk(story):
    story.answer("junkjunk", "1234567")


@case("foreign_token", knows_user=False)
def code_token_of_another_key(story):
    story.answer(make_code_token("x" * 64), "1234567")


@case("account_changed")
def code_token_of_before_a_new_password(story):
    token = story.begin()
    story.user.set_password("battery staple")
    story.user.save()
    story.answer(token, story.code)


@case("no_user")
def code_token_of_a_user_who_is_gone(story):
    token = story.begin()
    code = story.code
    story.user.delete()
    story.answer(token, code)


@case("inactive_user", status=403)
def code_token_of_an_inactive_user(story):
    token = story.begin()
    story.user.is_active = False
    story.user.save()
    story.answer(token, story.code)


@case("method_not_configured")
def code_token_of_a_method_that_is_gone(story):
    app = enroll_app(story.user)
    token = story.begin()
    story.set(METHODS=METHODS[1:])
    story.answer(token, app.code())


@case("method_not_offered")
def code_token_of_a_method_that_is_disabled(story):
    app = enroll_app(story.user)
    app.make_recovery_codes()
    token = story.begin()
    EnrolledMethod.objects.filter(name="totp").update(wrong_answers=100)
    story.answer(token, app.code())


@case("token_already_used")
def new_code_for_a_used_code_token(story):
    token = story.begin()
    story.answer(token, story.code)
    story.clock.shift(30)
    story.post("/challenge/", code_token=token)


@case("unknown_token")
def new_code_for_an_unknown_code_token(story):
    token = story.begin()
    story.forget()
    story.post("/challenge/", code_token=token)


@case("throttled", is_limit=True, status=429)
def new_code_too_soon(story):
    token = story.begin()
    token = story.post("/challenge/", code_token=token).data["token"]
    story.post("/challenge/", code_token=token)


@case("too_many_auth_attempts", is_limit=True, status=403)
def new_code_after_too_many_wrong_ones(story):
    token = story.begin()
    for _ in range(5):
        story.answer(token, other_code(story.code))
    story.post("/challenge/", code_token=token)


@case("code_token_expired", status=403)
def new_code_long_after_the_password(story):
    story.set(
        CODE_EXPIRATION_TIME=timedelta(hours=1), RESEND_WAIT_TIME=timedelta(seconds=0)
    )
    token = story.begin()
    story.clock.shift(901)
    story.post("/challenge/", code_token=token)


@case("retired_key")
def new_code_for_a_code_token_of_an_earlier_key(story):
    token = story.begin()
    story.settings.SECRET_KEY_FALLBACKS = [story.settings.SECRET_KEY]
    story.settings.SECRET_KEY = "another key that is long enough to sign with"
    story.post("/challenge/", code_token=token)


@case("not_authenticated", knows_user=False)
def step_up_without_a_token(story):
    story.post("/step-up/")


@case("token_not_valid", knows_user=False)
def step_up_with_junk(story):
    story.use("junkjunk")
    story.post("/step-up/")


@case("login_outdated")
def step_up_of_before_a_change(story):
    story.sign_in()
    enroll_app(story.user)
    story.post("/step-up/")


@case("not_found", knows_user=False, status=404)
def step_up_where_there_is_none(story):
    story.sign_in()
    story.settings.JWT2FA_AUTH = {}
    story.post("/step-up/")


@case("step_ups_closed", is_limit=True, status=403)
def step_up_after_too_many_wrong_ones(story):
    story.sign_in()
    Account.objects.update(wrong_step_ups=20)
    story.post("/step-up/")


@case("step_ups_closed", is_limit=True, status=403)
def answer_to_a_step_up_after_too_many_wrong_ones(story):
    story.sign_in()
    token = story.step_up()
    Account.objects.update(wrong_step_ups=20)
    story.answer(token, story.code)


@case("insufficient_user_authentication")
def first_setup_long_after_the_login(story):
    story.sign_in()
    story.set(STEP_UP_MAX_AGE=timedelta(minutes=1))
    story.clock.shift(60)
    story.post("/totp/setup/")


@case("login_outdated")
def setup_with_a_session(story):
    story.set(
        AUTHENTICATION_CLASSES=["rest_framework.authentication.BasicAuthentication"]
    )
    story.api.credentials(HTTP_AUTHORIZATION="Basic YW5uOmNvcnJlY3QgaG9yc2U=")
    story.post("/totp/confirm/", code="123456")


@case("not_found", status=404)
def setup_of_a_method_that_is_not_configured(story):
    story.sign_in()
    story.set(METHODS=METHODS[1:])
    story.post("/totp/setup/")


@case("not_found", status=404)
def setup_of_a_method_that_there_is_not(story):
    story.sign_in()
    story.post("/methods/x%0AINFO%20forged/setup/")


@case("permission_denied", status=403)
def setup_of_a_method_that_is_not_trusted(story):
    story.sign_in()
    story.set(TRUSTED_2FA_METHODS=["code-sender"])
    story.post("/totp/setup/")


@case("expired_token", knows_user=False)
def setup_with_an_enrolment_token_that_has_expired(story):
    story.set(TRUSTED_2FA_METHODS=["totp"])
    story.use(story.answer(story.begin(), story.code).data["enrollment_token"])
    story.clock.shift(900)
    story.post("/totp/setup/")


@case("account_changed")
def setup_with_an_enrolment_token_of_before_a_change(story):
    story.set(TRUSTED_2FA_METHODS=["totp"])
    story.use(story.answer(story.begin(), story.code).data["enrollment_token"])
    changes.reset(story.user)
    story.post("/totp/setup/")


@case("inactive_user")
def setup_with_an_enrolment_token_of_an_inactive_user(story):
    story.set(TRUSTED_2FA_METHODS=["totp"])
    story.use(story.answer(story.begin(), story.code).data["enrollment_token"])
    story.user.is_active = False
    story.user.save()
    story.post("/totp/setup/")


@case("incorrect_confirmation", status=403)
def wrong_code_that_confirms(story):
    story.sign_in()
    story.post("/totp/setup/")
    story.post("/totp/confirm/", code="abcdef")


@case("nothing_to_confirm", status=403)
def confirmation_of_nothing(story):
    story.sign_in()
    story.post("/totp/confirm/", code="123456")


@case("throttled", is_limit=True, status=429)
def two_confirmations_at_once(story):
    story.sign_in()
    story.post("/totp/setup/")
    story.post("/totp/confirm/", code="abcdef")
    story.clock.shift(-2)
    story.post("/totp/confirm/", code="abcdef")


@case("wrong_code", status=403)
def removal_with_a_wrong_code(story):
    app = story.enroll()
    proof = story.prove(app)
    story.send("delete", "/totp/", **{**proof, "code": other_code(proof["code"])})


@case("token_already_used", status=403)
def removal_with_a_used_proof(story):
    app = story.enroll()
    proof = story.prove(app)
    story.answer(proof["code_token"], proof["code"])
    story.send("delete", "/totp/", **proof)


@case("not_a_step_up", status=403)
def removal_with_the_code_token_of_a_login(story):
    app = story.enroll()
    token = story.begin()
    story.send("delete", "/totp/", code_token=token, code=app.code())


@case("token_of_another_user", status=403)
def removal_with_the_proof_of_another_user(story):
    app = story.enroll()
    proof = story.prove(app)
    other = type(story.user).objects.create_user("eve", "eve@example.com", "x")
    enroll_app(other)
    token = AccessToken.for_user(other)
    token["2fa_epoch"] = None
    story.use(token)
    story.send("delete", "/totp/", **proof)


@case("too_many_auth_attempts", is_limit=True, status=403)
def new_recovery_codes_after_too_many_wrong_codes(story):
    app = story.enroll()
    proof = story.prove(app)
    for _ in range(6):
        wrong = {**proof, "code": other_code(proof["code"])}
        story.post("/recovery-codes/", **wrong)


@case("expired_token", status=403)
def new_recovery_codes_with_an_expired_proof(story):
    app = story.enroll()
    proof = story.prove(app)
    # The access token lives as long as the code token, and is a little older.
    story.clock.shift(290)
    story.answer_with(app, story.begin())
    story.clock.shift(15)
    story.post("/recovery-codes/", **proof)


@case("not_enrolled", status=409)
def removal_of_what_is_not_enrolled(story):
    story.sign_in()
    story.send("delete", "/totp/", code_token="x", code="123456")


@case("not_enrolled", status=409)
def preference_for_what_is_not_enrolled(story):
    story.sign_in()
    story.post("/2fa-method/", method="totp", code_token="x", code="123456")


@case("user_inactive", knows_user=False)
def look_at_methods_by_an_inactive_user(story):
    story.sign_in()
    story.user.is_active = False
    story.user.save()
    story.send("get", "/2fa-method/")


@case("user_not_allowed")
def look_at_recovery_codes_by_a_user_who_may_not_log_in(story):
    story.sign_in()
    story.settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": lambda user: False}
    story.send("get", "/recovery-codes/")


@case("token_not_valid", knows_user=False)
def refresh_with_junk(story):
    story.post("/refresh/", refresh="junkjunk")


@case("token_not_valid", knows_user=False)
def refresh_with_an_access_token(story):
    story.post("/refresh/", refresh=story.sign_in()["access"])


@case("login_outdated")
def refresh_of_before_a_change(story):
    tokens = story.sign_in()
    changes.reset(story.user)
    story.post("/refresh/", refresh=tokens["refresh"])


@case("user_not_found", knows_user=False)
def refresh_of_a_user_who_is_gone(story):
    token = RefreshToken.for_user(story.user)
    story.user.delete()
    story.post("/refresh/", refresh=str(token))


@case("token_not_valid", knows_user=False)
def verification_of_junk(story):
    story.post("/verify/", token="junkjunk")


@case("insufficient_user_authentication")
def view_of_the_project_long_after_the_second_factor(story):
    story.sign_in()
    story.set(STEP_UP_MAX_AGE=timedelta(minutes=1))
    story.clock.shift(60)
    story.post("/sensitive/")


@pytest.fixture
def refusals(caplog, cache):
    """The records of refusals."""
    caplog.set_level(logging.DEBUG)
    Story.forget = staticmethod(cache.clear)

    def find():
        return [one for one in caplog.records if one.name == "drf_jwt_2fa"]

    return find


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_is_logged_once_with_its_reason(story, refusals, caplog, case):
    user_pk, answers = story.user.pk, []
    send = story.send

    def note(*args, **data):
        before = len(refusals())
        response = send(*args, **data)
        answers.append((response.status_code, refusals()[before:]))
        return response

    story.send = note
    case.tell(story)

    for code, records in answers:
        assert len(records) == (code >= 400)
    assert answers[-1][0] == case.status
    record = answers[-1][1][0]
    assert record.reason == case.reason
    assert record.levelname == ("WARNING" if case.is_limit else "INFO")
    expected = (
        f"was refused: {case.reason} (user {user_pk if case.knows_user else None})"
    )
    assert record.getMessage().endswith(expected)
    assert record.request.path
    assert "\n" not in record.getMessage()
    story.note(one.subject.split(":")[0] for one in mail.outbox)
    for one in caplog.records:
        # Not numbers: among the microseconds of a record, any code may be found.
        texts = [value for value in vars(one).values() if not isinstance(value, NUMBER)]
        shown = f"{one.getMessage()} {texts}"
        assert [secret for secret in story.secrets if secret in shown] == []


def test_what_is_well_is_no_refusal(story, refusals):
    app = story.enroll()
    token = story.step_up()
    assert story.answer(token, app.code()).status_code == 200

    assert refusals() == []


@pytest.mark.parametrize("body", ["{", "[]", '{"code_token": []}', "{}"])
@pytest.mark.parametrize("url", ["/get-code/", "/challenge/", "/auth/", "/refresh/"])
def test_what_is_malformed_is_no_refusal(story, refusals, url, body):
    response = story.api.post(url, body, content_type="application/json")

    assert response.status_code == 400
    assert refusals() == []


def test_a_page_that_only_asks_what_is_allowed_logs_nothing(story, refusals):
    class Open(Sensitive):
        def get_permissions(self):
            return super().get_permissions() if self.request.method == "POST" else []

    tokens = story.sign_in()
    story.set(STEP_UP_MAX_AGE=timedelta(minutes=1))
    story.clock.shift(61)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {tokens['access']}"}
    request = story.api.get("/", HTTP_ACCEPT="text/html", **headers).wsgi_request

    response = Open.as_view()(request).render()

    assert response.status_code == 200
    assert refusals() == []


def test_an_object_is_refused_once_with_its_view(story, refusals):
    class Detail(Sensitive):
        permission_classes = [RecentSecondFactor | RecentSecondFactor]

        def post(self, request):
            self.check_object_permissions(request, object())

    story.sign_in()
    story.set(STEP_UP_MAX_AGE=timedelta(minutes=1))
    story.clock.shift(61)
    request = story.api.post("/").wsgi_request

    response = Detail.as_view()(request)

    assert response.status_code == 401
    assert len(refusals()) == 1
