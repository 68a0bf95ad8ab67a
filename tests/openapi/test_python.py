"""A client in Python, made from the schema alone, is used as the demo's users would."""

import importlib
import importlib.util
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from example_project.running import make_changed_demo
from needs import require
from testproject.enrolling import App

pytestmark = pytest.mark.server

PACKAGE = "generated_demo_client"
# Nobody waits between the steps.
IN_A_HURRY = (
    '"CODE_TOKEN_THROTTLE_RATE": None, "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0)'
)


@pytest.fixture(scope="module")
def generated(schema_file, tmp_path_factory):
    """The folder with the client."""
    # Its generator needs Python 3.11.
    is_there = importlib.util.find_spec("openapi_python_client") is not None
    if sys.version_info >= (3, 11):
        require(is_there, "openapi-python-client is not installed")
    elif not is_there:
        pytest.skip("There is no openapi-python-client for this Python")
    folder = tmp_path_factory.mktemp("client")
    # It would format what it has written.
    (folder / "config.yml").write_text("post_hooks: []", encoding="utf-8")
    program = Path(sysconfig.get_path("scripts")) / "openapi-python-client"
    subprocess.run(
        [
            *(program, "generate", "--path", schema_file, "--meta", "none"),
            *("--output-path", folder / PACKAGE, "--config", "config.yml"),
            "--fail-on-warning",
        ],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        check=True,
    )
    return folder


class Generated:
    """The client and somebody before it."""

    def __init__(self, demo):
        self.demo = demo
        self.models = importlib.import_module(f"{PACKAGE}.models")
        self.client = importlib.import_module(f"{PACKAGE}.client")
        self.token = None

    def call(self, operation, *arguments, status=200, **fields):
        """Return the parsed answer; `fields` are those of the body."""
        module = importlib.import_module(f"{PACKAGE}.api.{operation}")
        more = {"body": self._make_body(module, fields)} if fields else {}
        with self._connect() as client:
            response = module.sync_detailed(*arguments, client=client, **more)
        assert response.status_code == status, response.content
        return response.parsed

    def _connect(self):
        options = {"base_url": self.demo.url, "raise_on_unexpected_status": True}
        # No proxy stands between us and our own machine.
        options["httpx_args"] = {"trust_env": False}
        if self.token is None:
            return self.client.Client(**options)
        return self.client.AuthenticatedClient(**options, token=self.token)

    def _make_body(self, module, fields):
        annotation = module.sync_detailed.__annotations__["body"]
        for name in str(annotation).replace("|", " ").split():
            model = getattr(self.models, name.rpartition(".")[2].strip("<>'"), None)
            if model is not None and set(fields) <= set(model.__annotations__):
                return model(**fields)
        pytest.fail(f"{annotation} does not take {set(fields)}")

    def log_in(self, name, **more):
        """Take the first step, and the second with the code from the mail."""
        begun = self.call("login.obtain_code_token", username=name, password=name)
        assert isinstance(begun, self.models.TwoFactorCodeToken)
        return self.call(
            "login.obtain_auth_token",
            code_token=begun.token,
            code=self.demo.last_code,
            **more,
        )

    def enroll(self):
        shown = self.call("second_factors.set_up_totp")
        assert isinstance(shown, self.models.TwoFactorAppSetup)
        code = App({"secret": shown.secret}).code()
        added = self.call("second_factors.confirm_totp", code=code)
        assert isinstance(added, self.models.TwoFactorConfirmation)
        self.token = added.access
        return added.recovery_codes


@pytest.fixture
def demo(tmp_path):
    with make_changed_demo(tmp_path, IN_A_HURRY) as demo:
        yield demo


@pytest.fixture
def person(demo, generated, monkeypatch):
    monkeypatch.syspath_prepend(generated)
    return Generated(demo)


def test_demo_logs_in_enrols_an_app_and_steps_up(person):
    models = person.models

    person.token = person.log_in("demo").access
    assert person.call("api.me_retrieve").username == "demo"
    recovery_codes = person.enroll()
    assert len(recovery_codes) == 10

    # An app takes each code once, so the step-up is by another method.
    begun = person.call("login.obtain_step_up")
    assert begun.method == "totp"
    assert "recovery-code" in [one.name for one in begun.methods]
    other = person.call(
        "login.obtain_challenge", code_token=begun.token, method="recovery-code"
    )
    proved = person.call(
        "login.obtain_auth_token", code_token=other.token, code=recovery_codes[0]
    )
    assert isinstance(proved, models.TwoFactorLogin)
    assert proved.recovery_codes_left == 9
    person.token = proved.access
    assert person.call("api.email_update", email="new@example.com").email

    overview = person.call("second_factors.list_enrolled_methods")
    assert [one.name for one in overview.methods] == ["totp", "recovery-code"]
    [session] = person.call("sessions.list_login_sessions")
    assert session.is_current
    begun = person.call("login.obtain_step_up", method="recovery-code")
    changed = person.call(
        "second_factors.remove_totp", code_token=begun.token, code=recovery_codes[1]
    )
    assert isinstance(changed, models.TwoFactorChange)
    refreshed = person.call("login.refresh_auth_token", refresh=changed.refresh)
    assert refreshed.access
    person.call("login.sign_out", status=204, refresh=refreshed.refresh)


def test_staff_enrols_to_log_in(person):
    models = person.models

    answer = person.log_in("staff")
    assert isinstance(answer, models.TwoFactorEnrollmentToken)
    person.token = answer.enrollment_token
    assert person.call("api.me_retrieve", status=401)
    recovery_codes = person.enroll()

    assert len(recovery_codes) == 10
    assert person.call("api.me_retrieve").username == "staff"


def test_a_trusted_device_gets_the_tokens_at_once(person):
    answer = person.log_in("demo", trust_device=True, device_name="Notebook")
    assert answer.device_token_expires_in == 30 * 24 * 60 * 60

    again = person.call(
        "login.obtain_code_token",
        username="demo",
        password="demo",
        device_token=answer.device_token,
    )

    assert isinstance(again, person.models.TwoFactorPasswordLogin)
    person.token = again.access
    [device] = person.call("sessions.list_trusted_devices")
    assert device.name == "Notebook"


def test_what_fails_says_why(person):
    models = person.models

    def fail(operation, status, **fields):
        error = person.call(operation, status=status, **fields)
        kind = models.TwoFactorFieldErrors if status == 400 else models.TwoFactorError
        assert isinstance(error, kind)
        return error.code

    first, second = "login.obtain_code_token", "login.obtain_auth_token"
    assert fail(first, 401, username="demo", password="x") == "authentication_failed"
    assert fail(first, 400, username="demo", password="") == "invalid"
    begun = person.call(first, username="demo", password="demo")
    code = person.demo.last_code
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    data = {"code_token": begun.token}
    assert fail(second, 401, code=wrong, **data) == "authentication_failed"
    # The answer of a passkey, to a code token of another method.
    assert fail(second, 400, credential=_make_credential(person), **data) == "invalid"
    tokens = person.call(second, code=code, **data)
    assert fail(second, 401, code=code, **data) == "token_already_used"
    person.token = tokens.access
    confirm = "second_factors.confirm_totp"
    assert fail(confirm, 403, code="123456") == "nothing_to_confirm"
    person.token = "junk"
    assert fail("login.obtain_step_up", 401) == "token_not_valid"


def _make_credential(person):
    model = person.models.AuthTokenByCredentialRequestCredential
    return model.from_dict({"id": "x"})
