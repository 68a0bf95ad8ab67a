"""What the pages about second factors say works."""

import json
import re

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from docs.pages import read, read_table, run
from docs.test_how_to import APP_SETTINGS
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework_simplejwt.tokens import AccessToken
from testproject.enrolling import App

from drf_jwt_2fa import checks
from drf_jwt_2fa.enrollment.methods.totp.method import TotpMethod
from drf_jwt_2fa.enrollment.models import EnrolledMethod
from drf_jwt_2fa.enrollment.store.encryption import SecretUnreadableError, get_keys
from drf_jwt_2fa.enrollment.store.rows import MOST_WRONG_ANSWERS
from drf_jwt_2fa.enrollment.testing import enroll_app
from drf_jwt_2fa.methods import factors_of, get_methods
from drf_jwt_2fa.signals import code_sent
from drf_jwt_2fa.testing import log_in

APP_PAGE = "how-to/authenticator-app.md"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def _configured(configure, install, monkeypatch):
    """A project as the page about authenticator apps has it, at its URLs."""
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    urls = install("how-to/authenticator-app.md", "urls.py")
    project = configure("how-to/authenticator-app.md", "settings.py")
    with project, override_settings(ROOT_URLCONF=urls):
        yield


def get_names(user):
    with override_settings(JWT2FA_AUTH=APP_SETTINGS):
        return [one.name for one in factors_of(user).enrolled]


class Client:
    """A client that does what the pages say, below the path that they have."""

    def __init__(self, api, clock):
        self.api, self.clock = api, clock

    def call(self, verb, path, **data):
        self.clock.shift(30)
        response = getattr(self.api, verb)(f"/api/auth/{path}", data)
        assert response.status_code == 200, response.content
        return response.json()

    def begin(self):
        self.api.credentials()
        name = {"username": "ann", "password": "correct horse"}
        return self.call("post", "get-code/", **name)

    def use(self, tokens):
        self.api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")

    def log_in(self, code_token, code):
        self.use(self.call("post", "auth/", code_token=code_token, code=code))

    def set_up(self, **proof):
        enrollment = self.call("post", "totp/setup/", **proof)
        app = App(enrollment)
        self.clock.shift(30)
        answer = self.call("post", "totp/confirm/", code=self.ahead(app))
        self.use(answer)
        return enrollment, app, answer

    def ahead(self, app):
        """Return the code of when the next call will be made."""
        return app.code(steps=1)


@pytest.fixture
def client(api, clock, user):
    return Client(api, clock)


def set_up_after_login(client):
    begun = client.begin()
    assert begun["method"] == "code-sender"
    client.log_in(begun["token"], client.api.last_mailed_code)
    return client.set_up()


@pytest.mark.usefixtures("_configured")
def test_an_authenticator_app(client):
    enrollment, app, answer = set_up_after_login(client)

    [shown] = re.findall(
        r"```json\n(.*?)```", read("how-to/authenticator-app.md"), re.S
    )
    assert list(enrollment) == list(json.loads(shown))
    assert enrollment["provisioning_uri"].startswith("otpauth://totp/Example:ann?")
    assert set(answer) == {"recovery_codes", "access", "refresh"}
    begun = client.begin()
    assert begun["method"] == "totp"
    client.log_in(begun["token"], client.ahead(app))


@pytest.mark.usefixtures("_configured")
def test_nothing_is_sent_to_a_user_with_an_app(client, user, mailoutbox):
    enroll_app(user)
    told = []

    def note(**kwargs):
        told.append(kwargs)

    code_sent.connect(note)
    client.begin()
    code_sent.disconnect(note)

    assert (told, mailoutbox) == ([], [])


@pytest.mark.usefixtures("_configured")
def test_every_change_of_an_authenticator_app(client):
    _enrollment, app, _answer = set_up_after_login(client)

    rows = read_table("how-to/authenticator-app.md", "Change")
    # The removal comes last, so that there is something to change.
    rows.sort(key=lambda row: "DELETE" in row[1])
    assert len(rows) == 4
    for _change, request in rows:
        verb, path = re.match(r"`(POST|DELETE) ([\w/-]+)`", request).groups()
        code_token = client.call("post", "step-up/")["token"]
        proof = {"code_token": code_token, "code": client.ahead(app)}
        if "with the `method`" in request:
            proof["method"] = "totp"
        if path == "totp/setup/":
            _enrollment, app, _answer = client.set_up(**proof)
        else:
            client.use(client.call(verb.lower(), path, **proof))
    assert client.begin()["method"] == "code-sender"


@pytest.mark.usefixtures("_configured")
def test_keys_of_ones_own_come_first():
    first, from_secret_key = get_keys()

    assert first.material == bytes(range(32))
    assert from_secret_key != first


def test_the_settings_install_what_the_page_speaks_of(monkeypatch):
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    installed = run("how-to/authenticator-app.md", "settings.py").INSTALLED_APPS

    assert {"drf_jwt_2fa", "drf_jwt_2fa.enrollment"} <= set(installed)


@pytest.mark.usefixtures("_configured")
def test_a_lost_phone(client):
    _enrollment, old, answer = set_up_after_login(client)
    codes = answer["recovery_codes"]
    shown = re.search(r"`((?:\w{4}-){3}\w{4})`", read("how-to/lost-phone.md"))[1]
    assert len(shown) == len(codes[0])

    begun = client.begin()
    assert {"name": "recovery-code"} in begun["methods"]
    token = choose_recovery_code(client, begun)
    typed = codes[0].lower().replace("-", " ")
    answer = client.call("post", "auth/", code_token=token, code=typed)
    assert answer["recovery_codes_left"] == 9
    client.use(answer)

    token = client.call("post", "step-up/", method="recovery-code")["token"]
    _enrollment, new, answer = client.set_up(code_token=token, code=codes[1])

    assert "recovery_codes" not in answer
    assert client.call("get", "recovery-codes/") == {"recovery_codes_left": 8}
    begun = client.begin()
    client.clock.shift(30)
    data = {"code_token": begun["token"], "code": old.code()}
    assert client.api.post("/api/auth/auth/", data).status_code == 401
    client.log_in(begun["token"], client.ahead(new))


def choose_recovery_code(client, begun):
    data = {"code_token": begun["token"], "method": "recovery-code"}
    return client.call("post", "challenge/", **data)["token"]


@pytest.mark.parametrize("is_staff", [False, True])
def test_a_reset_by_support(install, user, django_user_model, settings, is_staff):
    settings.JWT2FA_AUTH = APP_SETTINGS
    view = install("how-to/lost-phone.md", "support.py").ResetSecondFactors
    supporter = django_user_model.objects.create_user(
        "eve", "eve@example.com", "correct horse", is_staff=True
    )
    enroll_app(user)
    user.is_staff = is_staff
    user.save()

    def post(answer=None):
        tokens = log_in(APIClient(), "eve", "correct horse", answer=answer)
        request = APIRequestFactory().post("/")
        request.user = request._force_auth_user = supporter
        request._force_auth_token = AccessToken(tokens["access"])
        return view.as_view()(request, pk=user.pk)

    assert post().status_code == 401
    assert get_names(user) == ["totp"]
    response = post(enroll_app(supporter).code)
    if is_staff:
        assert response.status_code == 404
    else:
        assert response.data == {"removed": ["totp"]}


def test_what_is_said_of_the_methods(configure, monkeypatch):
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    rows = read_table("topics/second-factors.md", "Method name")

    page, title = "how-to/passkeys.md", "settings.py, with passkeys"
    with configure(page, title, after=("how-to/authenticator-app.md",)):
        methods = get_methods()
    described = {
        row[0].strip("`"): tuple(re.findall(r"`(\w+)`", row[-1])) for row in rows
    }
    assert described == {name: method.amr for name, method in methods.items()}
    assert MOST_WRONG_ANSWERS == 100


def run_command(page, name, capsys):
    """Run the command as the page shows it, and return what it prints."""
    [shown] = re.findall(rf"^    manage\.py ({name}.*)$", read(page), re.MULTILINE)
    call_command(*shown.split())
    return capsys.readouterr().out


def test_a_reset_by_command(user, capsys):
    enroll_app(user)

    printed = run_command("how-to/lost-phone.md", "reset_2fa", capsys)

    assert printed == "Removed from ann: totp\n"
    assert get_names(user) == []


def test_a_report(user, django_user_model, capsys):
    for name, is_staff in (("eve", True), ("bob", True), ("joe", False)):
        django_user_model.objects.create_user(name, is_staff=is_staff)
    enroll_app(django_user_model.objects.get(username="bob"))

    printed = run_command("how-to/lost-phone.md", "report_2fa", capsys)

    assert printed == "eve\tnone\n"


def test_a_report_of_what_is_disabled(user, capsys):
    enroll_app(user)
    EnrolledMethod.objects.update(disabled_at=timezone.now())

    call_command("report_2fa")

    assert re.fullmatch(
        r"ann\ttotp since [\d-]{10}, never used, disabled\n", capsys.readouterr().out
    )


def test_new_keys(user, settings, capsys):
    """As the page says, while the user can always log in."""
    app = enroll_app(user)
    old, new = KEY, "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="

    def check():
        TotpMethod().verify(user.pk, {}, app.code(), None)

    for keys in ([], [old], [old, new], [new, old]):
        settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": keys}
        check()
        if keys != [old, new]:
            call_command("rotate_2fa_keys")
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [new]}
    check()
    assert "0 left" in capsys.readouterr().out

    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [old]}
    with pytest.raises(SecretUnreadableError):
        check()


def test_staff_have_to_use_an_app(install, configure, api, user, monkeypatch):
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    install("how-to/require-an-app.md", "rules.py")

    with configure("how-to/require-an-app.md", "settings.py", after=[APP_PAGE]):
        assert set(api.log_in()) == {"access", "refresh"}
        user.is_staff = True
        user.save()
        assert set(api.log_in()) == {"enrollment_token"}
        assert not checks.methods.check_trusted() + checks.methods.check_fallback()


def test_customers_need_no_second_factor(configure, api, user, monkeypatch):
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)

    with configure(
        "how-to/require-an-app.md",
        "settings.py, customers without a second factor",
        after=[APP_PAGE],
    ):
        assert set(api.get_code().json()) == {"access", "refresh"}
        user.is_staff = True
        user.save()
        assert "token" in api.get_code().json()
