"""What the pages about passkeys say works."""

import json
import re

import pytest
from django.core.checks import run_checks
from django.test import override_settings
from docs.pages import find_snippets, paste, read, run
from rest_framework.test import APIClient
from testproject.enrolling import Person, get_claims
from testproject.methods import PASSKEY_SETTINGS
from testproject.passkeys import Holder

from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey

PAGE, LOGIN_PAGE = "how-to/passkeys.md", "how-to/passkey-login.md"
APPS_PAGE = "how-to/native-apps.md"
ORIGIN = "https://app.example.com"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


class Below(APIClient):
    """A client of the API below the path that the pages have."""

    def generic(self, method, path, *args, **kwargs):
        return super().generic(method, f"/api/auth{path}", *args, **kwargs)

    def get_code(self):
        data = {"username": "ann", "password": "correct horse"}
        return self.post("/get-code/", data, format="json")


@pytest.fixture
def project(configure, install, monkeypatch):
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    urls = install("how-to/authenticator-app.md", "urls.py")
    settings = configure(
        "how-to/passkeys.md",
        "settings.py, with passkeys",
        after=("how-to/authenticator-app.md",),
    )
    with settings, override_settings(ROOT_URLCONF=urls):
        yield


@pytest.fixture
def holder(project, clock, user):
    return Holder(Person(Below(), clock))


def find_json(page):
    return [
        json.loads(one) for one in re.findall(r"```json\n(.*?)```", read(page), re.S)
    ]


def find_literals(page):
    indented = re.findall(r"^ *```json\n(.*?)^ *```", read(page), re.S | re.M)
    return [json.loads(one) for one in indented]


def test_passkeys_as_a_second_factor(holder, user):
    confirmation, begun = find_literals(PAGE)
    key = create_passkey(user, origin=ORIGIN)
    holder.log_in(key)
    holder.person.clock.shift(5)

    answer = holder.begin()
    assert list(answer) == list(begun)
    assert list(answer["challenge"]) == list(begun["challenge"])
    assert list(answer["challenge"]["allowCredentials"][0]) == list(
        begun["challenge"]["allowCredentials"][0]
    )
    holder.finish(answer["token"], key.answer(answer["challenge"]))
    holder.person.clock.shift(5)
    _other, added = holder.add(SoftwarePasskey(origin=ORIGIN), **holder.prove(key))
    assert set(confirmation) == {"credential", "name"}
    path = f"/passkeys/{added['passkey']['id']}/"
    assert holder.send("patch", path, {"name": "New"})["name"] == "New"
    holder.person.clock.shift(5)
    holder.person.use(holder.send("delete", path, holder.prove(key)))
    assert len(holder.list()["signal"]["allAcceptedCredentialIds"]) == 1


def test_the_calls_of_the_page_are_those_of_the_standard():
    for page in (PAGE, LOGIN_PAGE):
        calls = set(re.findall(r"PublicKeyCredential\??\.(\w+)", read(page)))
        assert calls <= {
            "parseCreationOptionsFromJSON",
            "parseRequestOptionsFromJSON",
            "isConditionalMediationAvailable",
            "signalAllAcceptedCredentials",
            "signalCurrentUserDetails",
            "signalUnknownCredential",
        }


def test_a_login_without_a_password(holder, user, settings):
    key = create_passkey(user, origin=ORIGIN)
    holder.api.credentials()
    assert holder.api.post("/passkey-login/").status_code == 404

    login = run("how-to/passkey-login.md", "settings.py, with logins by passkey")
    named = {"PASSKEY_LOGIN": login.JWT2FA_AUTH["PASSKEY_LOGIN"]}
    with override_settings(JWT2FA_AUTH={**settings.JWT2FA_AUTH, **named}):
        [shown] = find_literals(LOGIN_PAGE)
        begun = holder.post("/passkey-login/")
        assert list(begun) == list(shown)
        assert list(begun["challenge"]) == list(shown["challenge"])
        claims = get_claims(holder.log_in_without_password(key)["access"])

    assert claims["acr"] == "passkey"
    assert "pwd" not in claims["amr"]


def test_an_android_app(settings):
    make_origin = run("how-to/native-apps.md", "fingerprints.py").make_app_origin
    associations = run("how-to/native-apps.md", "associations.py")
    # It adds to the origins of the pages.
    project = {"JWT2FA_AUTH": {"PASSKEY_ORIGINS": ["https://example.com"]}}
    paste(project, "how-to/native-apps.md", "settings.py, with an Android app")
    origins = project["JWT2FA_AUTH"]["PASSKEY_ORIGINS"]

    assert make_origin(associations.FINGERPRINTS[0]) == origins[1]
    settings.JWT2FA_AUTH = {**PASSKEY_SETTINGS, "PASSKEY_ORIGINS": origins}
    found = [one.id for one in run_checks(include_deployment_checks=True)]
    assert not {"drf_jwt_2fa.E030", "drf_jwt_2fa.W014"} & set(found)


def test_the_two_documents(client, install):
    urls = install("how-to/native-apps.md", "associations.py")
    with override_settings(ROOT_URLCONF=urls):
        links = client.get("/.well-known/assetlinks.json").json()
        association = client.get("/.well-known/apple-app-site-association")

    # Android gives an app passkeys only with both.
    assert links[0]["relation"] == [
        "delegate_permission/common.handle_all_urls",
        "delegate_permission/common.get_login_creds",
    ]
    assert links[0]["target"]["package_name"] == "com.example.app"
    assert association["Content-Type"] == "application/json"
    assert list(association.json()) == ["webcredentials"]


def test_related_origins(client, install, settings):
    settings.JWT2FA_AUTH = PASSKEY_SETTINGS
    urls = install("how-to/native-apps.md", "urls.py, of the host example.com")
    with override_settings(ROOT_URLCONF=urls):
        found = client.get("/.well-known/webauthn").json()

    assert found == {"origins": ["https://example.com"]}


def test_the_tests_of_a_project_whose_users_have_passkeys(db, settings):
    settings.JWT2FA_AUTH = PASSKEY_SETTINGS
    module = run("how-to/testing.md", "test_passkey.py")
    case = module.PasskeyTests("test_ann_logs_in_with_her_passkey")
    case.client = APIClient()

    case.test_ann_logs_in_with_her_passkey()


def test_the_settings_that_the_page_names_exist():
    from drf_jwt_2fa.settings import SETTINGS  # noqa: PLC0415

    for page in (PAGE, LOGIN_PAGE, APPS_PAGE):
        named = re.findall(r"`((?:MAX_)?PASSKEYS?_\w+)`", read(page))
        assert set(named) <= set(SETTINGS)
        assert find_snippets(page)
