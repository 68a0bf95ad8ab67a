"""What the how-to guides show works."""

import importlib
import re
from types import SimpleNamespace

import jwt
import pytest
from django.contrib.auth import backends
from django.core import mail
from django.core.checks import run_checks
from django.db import connection, connections
from django.test import override_settings
from django.test.utils import isolate_apps
from django.utils.translation import get_language, override
from docs.pages import find_snippets, read, run
from rest_framework.test import APIClient, APIRequestFactory
from testproject.methods import METHODS
from testproject.programs import run_program

from drf_jwt_2fa import checks, signals
from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.checks import background as background_checks
from drf_jwt_2fa.sending import CodeSendingError, background
from drf_jwt_2fa.serializers import code_token
from drf_jwt_2fa.settings import api_settings
from drf_jwt_2fa.throttling import CodeTokenThrottler

APP_SETTINGS = {
    "METHODS": METHODS,
    "AUTH_CLAIMS": True,
}
ANN = SimpleNamespace(pk=1, email="ann@example.com", phone_number="+3581")


def test_text_messages(install, configure):
    sent = []
    gateway = {
        "GatewayError": OSError,
        "send_sms": lambda number, text, timeout: sent.append((number, text)),
    }
    install("how-to/sms.md", "sms.py", gateway=gateway)

    with configure("how-to/sms.md", "settings.py"):
        api_settings.CODE_SENDER(ANN, "123")
        with pytest.raises(CodeSendingError, match="No phone number"):
            api_settings.CODE_SENDER(SimpleNamespace(phone_number=""), "123")
    assert sent == [("+3581", "123 is your Example login code.")]


def test_text_messages_that_cannot_be_sent(install):
    def fail(number, text, timeout):
        raise OSError

    gateway = {"GatewayError": OSError, "send_sms": fail}
    sms = install("how-to/sms.md", "sms.py", gateway=gateway)

    with pytest.raises(CodeSendingError, match="could not be sent"):
        sms.send_code_by_sms(ANN, "123")


@pytest.mark.integration
def test_sending_with_django_tasks(configure, user, mailoutbox):
    pytest.importorskip("django_tasks_db")

    with configure(
        "how-to/background-sending.md", "settings.py, sending with Django's Tasks"
    ):
        tasks = importlib.import_module("drf_jwt_2fa.tasks")
        assert api_settings.CODE_SENDER is tasks.send_verification_code_in_background
        assert tasks.deliver_code.get_backend().supports_defer
        assert not background_checks.check_queue()
        # `tests/queues` has its worker.
        tasks.deliver_code.call(*background.seal(user, "123"))

    assert mailoutbox[0].subject.startswith("123: ")


@pytest.mark.integration
def test_sending_with_celery(install, configure, user, mailoutbox):
    celery = pytest.importorskip("celery")
    # What it does for Django is to put the working directory on the path, for good.
    app = celery.Celery("example", set_as_current=True, fixups=[])
    app.conf.task_always_eager = True
    install("how-to/background-sending.md", "celery_sender.py")

    with configure("how-to/background-sending.md", "settings.py, sending with Celery"):
        api_settings.CODE_SENDER(user, "123")

    assert mailoutbox[0].subject.startswith("123: ")


def test_sending_with_a_thread(install, configure, mailoutbox):
    background = install("how-to/background-sending.md", "background.py")

    with configure(
        "how-to/background-sending.md", "settings.py, sending with a thread"
    ):
        api_settings.CODE_SENDER(ANN, "123")
        background.executor.shutdown()

    assert mailoutbox[0].subject.startswith("123: ")


@pytest.mark.parametrize("error", [CodeSendingError("no"), RuntimeError("123")])
def test_a_failure_in_a_thread_is_logged_in_its_language(install, caplog, error):
    languages = []
    background = install("how-to/background-sending.md", "background.py")

    def fail(user, code):
        languages.append(get_language())
        raise error

    background.send_verification_code_via_email = fail

    with override("fi"):
        background.send_code_soon(ANN, "123")
    background.executor.shutdown()

    assert languages == ["fi"]
    assert "A code was not sent to user 1" in caplog.text
    assert "123" not in caplog.text


def test_other_words_in_the_mail(configure, api, user):
    with configure("how-to/email-text.md", "settings.py"):
        api.get_code()

    code = mail.outbox[0].subject.partition(" ")[0]
    assert mail.outbox[0].body == (
        f"{code} logs you in at Example. Do not share it with anybody."
    )
    assert mail.outbox[0].from_email == "Example <login@example.com>"


def test_a_mail_in_html(install, configure, api, user):
    templates = {"mail/code.txt": "{{ code }}", "mail/code.html": "<b>{{ code }}</b>"}
    loader = ("django.template.loaders.locmem.Loader", templates)
    backend = "django.template.backends.django.DjangoTemplates"
    engine = {"BACKEND": backend, "OPTIONS": {"loaders": [loader]}}
    sender = install("how-to/email-text.md", "mail.py")

    with (
        configure("how-to/email-text.md", "settings.py, with a sender"),
        override_settings(TEMPLATES=[engine]),
    ):
        assert api.get_code().status_code == 200

    [message] = mail.outbox
    [html] = message.alternatives
    assert html[0] == f"<b>{message.body}</b>"
    assert message.subject.startswith(message.body)
    with pytest.raises(CodeSendingError):
        sender.send_code(SimpleNamespace(email=""), "123")


def test_the_language_of_the_request(configure, api):
    before = get_language()
    with configure("how-to/languages.md", "settings.py"), override(before):
        answer = api.post("/get-code/", {}, HTTP_ACCEPT_LANGUAGE="fi")
        assert answer["Content-Language"] == "fi"
        answer = api.post("/get-code/", {}, HTTP_ACCEPT_LANGUAGE="de")
        assert answer["Content-Language"] == "en"


def test_the_language_of_the_user(install, configure, mailoutbox):
    install("how-to/languages.md", "users.py")

    with configure("how-to/languages.md", "settings.py, with the users' languages"):
        assert api_settings.USER_LANGUAGE(SimpleNamespace(language="sv")) == "sv"
        assert api_settings.USER_LANGUAGE(SimpleNamespace(language="")) is None


@pytest.fixture
def member_model(monkeypatch, transactional_db):
    """The user model of the how-to guide, with a table, in place of Django's."""
    module = "django.contrib.auth.snippet"  # Of an app that is installed.
    with isolate_apps("django.contrib.auth"):
        member = run("how-to/custom-user-model.md", "models.py", module).Member
    monkeypatch.setattr(code_token, "get_user_model", lambda: member)
    monkeypatch.setattr(backends, "UserModel", member)
    with connection.schema_editor() as editor:
        editor.create_model(member)
    yield member
    with connection.schema_editor() as editor:
        editor.delete_model(member)


def test_a_user_model_of_your_own(member_model, api):
    ann = member_model(email="ann@example.com")
    ann.set_password("correct horse")
    ann.save()

    credentials = {"email": "ann@example.com", "password": "correct horse"}
    assert api.post("/get-code/", {**credentials, "password": "x"}).status_code == 401
    assert api.post("/get-code/", credentials).status_code == 200

    assert member_model.check() == []
    assert mail.outbox[0].to == ["ann@example.com"]


def test_a_captcha(install, user):
    solving = {"is_solved": lambda value: value == "7"}
    module = install("how-to/custom-user-model.md", "captcha.py", solving=solving)
    view = module.ObtainCodeTokenWithCaptcha.as_view()

    def post(**more):
        data = {"username": "ann", "password": "correct horse", **more}
        return view(APIRequestFactory().post("/", data)).status_code

    assert [post(), post(captcha="8"), post(captcha="7")] == [400, 400, 200]
    assert len(mail.outbox) == 1


def test_a_proxy(configure):
    def get_key(forwarded_for):
        request = APIRequestFactory().post("/", HTTP_X_FORWARDED_FOR=forwarded_for)
        return CodeTokenThrottler().get_cache_key(request, None)

    with configure("how-to/behind-a-proxy.md", "settings.py"):
        assert get_key("1.1.1.1, 9.9.9.9") == get_key("2.2.2.2, 9.9.9.9")
        assert get_key("1.1.1.1, 9.9.9.9") != get_key("1.1.1.1, 8.8.8.8")


@pytest.mark.integration
def test_another_origin(configure, api):
    with configure("how-to/cors.md", "settings.py"):
        answer = api.post("/get-code/", {}, HTTP_ORIGIN="https://app.example.com")
        foreign = api.post("/get-code/", {}, HTTP_ORIGIN="https://evil.example")
        preflight = api.options(
            "/get-code/",
            HTTP_ORIGIN="https://app.example.com",
            HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
        )

    assert answer["Access-Control-Expose-Headers"] == "Retry-After, WWW-Authenticate"
    assert answer["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Access-Control-Allow-Origin" not in foreign
    assert "authorization" in preflight["Access-Control-Allow-Headers"]


def test_signing_out():
    # A program of its own: Simple JWT asks only once whether the app is there.
    settings = run("how-to/sign-out.md", "settings.py")
    assert settings.SIMPLE_JWT["BLACKLIST_AFTER_ROTATION"]
    assert run_program("sign_out.py") == "signed out"


@pytest.mark.integration
def test_a_schema(configure):
    # What the app does where it is installed.
    import drf_jwt_2fa.schema  # noqa: F401, PLC0415

    with configure("how-to/openapi.md", "settings.py"):
        # Not before: REST framework's views keep the schema class of their import.
        urls = run("how-to/openapi.md", "urls.py")
        with override_settings(ROOT_URLCONF=urls):
            schema = APIClient().get("/api/schema/")

    assert schema.status_code == 200
    assert b"/api/auth/get-code/:" in schema.content
    assert b"too_many_code_tokens" in schema.content


@pytest.mark.integration
def test_several_machines(configure):
    checks.register()

    with configure("how-to/several-machines.md", "settings.py"):
        found = run_checks(include_deployment_checks=True)

    ids = {one.id for one in found if str(one.id).startswith("drf_jwt_2fa.")}
    # Of the tests' own hashers, API, keys and apps, and of the proxies, another page's.
    assert {one.partition(".")[2] for one in ids} <= {
        *("E023", "E024", "W007", "W101", "W104", "W106", "W107")
    }


def test_an_answer_with_more_than_tokens(install, configure, api, user):
    install("how-to/from-simple-jwt.md", "answers.py")

    with configure("how-to/from-simple-jwt.md", "settings.py"):
        assert api.log_in().keys() == {"access", "refresh", "username"}


@pytest.mark.integration
def test_beside_django_axes(configure, api, user, cache):
    with configure("how-to/django-axes.md", "settings.py"):
        for _ in range(9):
            assert api.get_code(password="wrong").status_code == 401
        assert api.log_in()
        # The limit per address is not what this is about.
        cache.clear()
        for _ in range(9):
            assert api.get_code(password="wrong").status_code == 401
        assert api.get_code(password="wrong").status_code == 429


@pytest.mark.integration
def test_beside_django_axes_with_a_user_model_of_your_own(configure, member_model, api):
    member_model.objects.create(email="ann@example.com")
    credentials = {"email": "ann@example.com", "password": "wrong"}

    with configure("how-to/django-axes.md", "settings.py"):
        for _ in range(9):
            assert api.post("/get-code/", credentials).status_code == 401
        assert api.post("/get-code/", credentials).status_code == 429


def test_alerts(user, api, settings, caplog):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1}
    alert = run("reference/signals.md", "alerts.py").alert
    try:
        api.get_code()
        api.get_code()
    finally:
        signals.code_token_blocked.disconnect(alert)

    assert "ann was stopped by too_many_code_tokens" in caplog.messages


def test_the_tests_of_a_project(db):
    case = run("how-to/testing.md", "test_api.py").MeTests("test_i_am_who_i_am")
    case.client = APIClient()

    case.test_i_am_who_i_am()


def test_the_tests_of_a_project_whose_users_have_apps(db, settings):
    settings.JWT2FA_AUTH = APP_SETTINGS
    module = run("how-to/testing.md", "test_app.py")
    case = module.AppTests("test_ann_logs_in_with_her_app")
    case.client = APIClient()

    case.test_ann_logs_in_with_her_app()


def test_the_codes_in_the_tests_of_a_project(user, client):
    code = run("how-to/testing.md", "test_codes.py").get_code(client)

    assert len(code) == 7
    assert hasattr(run("how-to/testing.md", "conftest.py"), "sent_codes")


def test_step_up(install, configure, api, user, clock):
    protected = install("how-to/step-up.md", "views.py").EmailAddress
    view = protected.as_view(authentication_classes=[Jwt2faAuthentication])

    def change(tokens):
        request = APIRequestFactory().put(
            "/",
            {"email": "new@example.com"},
            HTTP_AUTHORIZATION=f"Bearer {tokens['access']}",
        )
        return view(request)

    with configure("how-to/step-up.md", "settings.py"):
        tokens = api.log_in()
        clock.shift(299)
        assert change(tokens).status_code == 200
        clock.shift(3)
        tokens["access"] = api.post("/refresh/", tokens).json()["access"]
        refused = change(tokens)
        assert refused.data["code"] == "insufficient_user_authentication"
        header = refused["WWW-Authenticate"]
        assert header in read("how-to/step-up.md")

        api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
        code_token = api.post("/step-up/").json()["token"]
        tokens = api.auth(code_token, api.last_mailed_code).json()
        assert change(tokens).status_code == 200


def test_a_method_of_ones_own(install, configure, api, user):
    calls = []
    gateway = {
        "GatewayError": OSError,
        "call": lambda number, text: calls.append((number, text)),
    }
    voice = install("how-to/write-a-method.md", "voice.py", gateway=gateway)
    type(user).phone_number = "+358 123456789"

    with configure("how-to/write-a-method.md", "settings.py"):
        answer = api.get_code().json()
        data = {"code_token": answer["token"], "method": "voice"}
        token = api.post("/challenge/", data).json()["token"]
        [(number, text)] = calls
        tokens = api.auth(token, text.partition(": ")[2].replace(", ", "")).json()
        assert not checks.methods.check_methods() + checks.methods.check_claims()
    del type(user).phone_number

    assert number == "+358 123456789"
    assert answer["methods"][1] == {"name": "voice", "destination": "•••89"}
    claims = jwt.decode(tokens["access"], options={"verify_signature": False})
    assert claims["acr"] == "voice"

    def fail(number, text):
        raise OSError

    voice.call = fail
    ann = SimpleNamespace(phone_number="+358")
    with pytest.raises(CodeSendingError, match="call failed"):
        voice.VoiceCall().send(ann, "123")


def test_a_method_is_not_offered_to_users_whom_it_does_not_reach(
    install, configure, api, user
):
    gateway = {"GatewayError": OSError, "call": None}
    install("how-to/write-a-method.md", "voice.py", gateway=gateway)
    type(user).phone_number = ""

    with configure("how-to/write-a-method.md", "settings.py"):
        answer = api.get_code().json()
    del type(user).phone_number

    assert [one["name"] for one in answer["methods"]] == ["code-sender"]


@pytest.mark.parametrize(("title", "lines"), [("voice.py", 40), ("fobs.py", 60)])
def test_a_method_of_ones_own_is_short(title, lines):
    snippet = find_snippets("how-to/write-a-method.md")[title]

    assert len(snippet.splitlines()) < lines


def test_the_tests_of_a_project_that_skip_the_second_factor(configure, api, user):
    module = run("how-to/testing.md", "test_quick.py")

    with configure("how-to/testing.md", "settings.py, of tests"):
        access = module.log_in_quickly(api)

    claims = jwt.decode(access, options={"verify_signature": False})
    assert claims["token_type"] == "access"
    assert mail.outbox == []


def test_reasons_in_the_log(user, api, caplog):
    logging_settings = run(
        "reference/signals.md", "settings.py, with reasons in the log"
    )
    level = logging_settings.LOGGING["loggers"]["drf_jwt_2fa"]["level"]
    caplog.set_level(level, "drf_jwt_2fa")

    _code, token = api.get_code_and_token()
    api.post("/challenge/", {"code_token": token})
    api.auth(token, "1234567")

    shown = re.search(r"^    (POST .*)$", read("reference/signals.md"), re.M)[1]
    shown = shown.replace("/api/auth/", "/").replace("user 7", f"user {user.pk}")
    assert shown in caplog.messages


def test_tenants_are_foreign_to_each_other(install, configure, api, user, monkeypatch):
    monkeypatch.setattr(connections["default"], "schema_name", "acme", raising=False)
    install("how-to/tenants.md", "tenants.py")

    with configure("how-to/tenants.md", "settings.py"):
        code, token = api.get_code_and_token()
        monkeypatch.setattr(connections["default"], "schema_name", "other")
        assert api.auth(token, code).status_code == 401
        monkeypatch.setattr(connections["default"], "schema_name", "acme")
        assert api.auth_after_wait(token, code).status_code == 200


def test_tenants_with_a_database_each(install, configure, api, user):
    routers = install("how-to/tenants.md", "routers.py")

    with configure("how-to/tenants.md", "settings.py, with a database per tenant"):
        assert api.log_in()
        assert api_settings.TENANT() == "default"
        routers.current_alias.set("acme")
        assert api_settings.TENANT() == "acme"
        assert routers.TenantRouter().db_for_write(type(user)) == "acme"
        routers.current_alias.set("default")


def test_the_tenant_in_all_tokens(install, configure, api, user, monkeypatch):
    monkeypatch.setattr(connections["default"], "schema_name", "acme", raising=False)
    install("how-to/tenants.md", "tenants.py")
    tokens_module = install("how-to/tenants.md", "tokens.py")
    view = run("how-to/step-up.md", "views.py").EmailAddress.as_view(
        authentication_classes=[tokens_module.TenantAuthentication],
        permission_classes=[],
    )

    def change(tokens):
        authorization = f"Bearer {tokens['access']}"
        data = {"email": "new@example.com"}
        request = APIRequestFactory().put("/", data, HTTP_AUTHORIZATION=authorization)
        return view(request).status_code

    with configure("how-to/tenants.md", "settings.py, with the tenant in all tokens"):
        tokens = api.log_in()
        assert change(tokens) == 200
        monkeypatch.setattr(connections["default"], "schema_name", "other")
        assert change(tokens) == 401
