"""The how-to guides, one after another in a new project: none undoes another."""

import json
import os
import re
import subprocess
import sys

import pytest
from docs.pages import DOCS, find_snippets, paste, read
from example_project.running import clean_environment

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
APP_PAGE = "how-to/authenticator-app.md"
MAIL = (DOCS / "code" / "tutorial" / "mail.py").read_text()
HOW_TO = [f"{page}.md" for page in re.findall(r"^(how-to/.*)$", read("index.md"), re.M)]
# Of a site, and not of its tests.
SETTINGS = [
    (page, title)
    for page in HOW_TO
    for title in find_snippets(page)
    if title.startswith("settings.py") and not title.endswith("of tests")
]
# What the pages leave to the project.
GATEWAY = """
GatewayError = OSError
send_sms = call = print
"""


class Project:
    """A project that `startproject` has made, as the README configures it."""

    def __init__(self, folder):
        self.folder = folder
        self.run(sys.executable, "-m", "django", "startproject", "example", ".")
        (folder / "example" / "gateway.py").write_text(GATEWAY)
        self.add("../README.md", "settings.py")

    def add(self, page, title):
        """Add the snippet to the settings, and the modules of its page."""
        snippets = find_snippets(page)
        for other in snippets:
            if not other.startswith(("settings.py", "urls.py", "test_", "conftest.py")):
                self.write(page, other)
        self.set(snippets[title])

    def write(self, page, title):
        (self.folder / "example" / title).write_text(find_snippets(page)[title])

    def set(self, code):
        with (self.folder / "example" / "settings.py").open("a") as file:
            file.write(f"\n{code}")

    def run(self, *command):
        environment = {**clean_environment(), "ENCRYPTION_KEYS": KEY}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def manage(self, *arguments):
        return self.run(sys.executable, "manage.py", *arguments)


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.mark.integration
def test_the_settings_of_all_guides_work_together(project):
    pytest.importorskip("django_tasks_db")
    for page, title in SETTINGS:
        project.add(page, title)

    # It fails if there is an error.
    project.manage("check")

    shown = "import json; from django.conf import settings as s; " + "; ".join(
        f"print(json.dumps(s.{name}, default=str))"
        for name in ("JWT2FA_AUTH", "INSTALLED_APPS", "MIDDLEWARE")
    )
    printed = project.manage("shell", "-v", "0", "-c", shown).splitlines()
    own, apps, middleware = map(json.loads, printed)
    assert own["EMAIL_SENDER_FROM_ADDRESS"] == "Example <login@example.com>"
    assert own["ENCRYPTION_KEYS"] == [KEY]
    assert {"django.contrib.sessions", "django.contrib.staticfiles"} <= set(apps)
    assert "django.contrib.sessions.middleware.SessionMiddleware" in middleware


def test_no_guide_drops_what_was_there(monkeypatch):
    monkeypatch.setitem(os.environ, "ENCRYPTION_KEYS", KEY)
    namespace = {
        "INSTALLED_APPS": ["django.contrib.sessions"],
        "MIDDLEWARE": ["django.middleware.common.CommonMiddleware"],
    }
    paste(namespace, "../README.md", "settings.py")

    for page, title in SETTINGS:
        before = collect(namespace)
        paste(namespace, page, title)
        assert before <= collect(namespace), (page, title)

    apps = namespace["INSTALLED_APPS"]
    assert len(apps) == len(set(apps))


def collect(namespace):
    """Return what lists and dictionaries of settings have in them."""
    found = set()
    for name, value in namespace.items():
        if name.isupper() and isinstance(value, (list, dict)):
            found |= {(name, str(one)) for one in value}
    return found | {
        ("METHODS", one) for one in namespace["JWT2FA_AUTH"].get("METHODS", [])
    }


LOG_IN_WITH_FOB = """
import json
from django.core import mail
from django.contrib.auth.models import User
from rest_framework.test import APIClient
from drf_jwt_2fa.enrollment.methods.totp.rfc6238 import make_code

User.objects.create_user("ann", "ann@example.com", "correct horse")
client = APIClient()

def post(path, **data):
    answer = client.post(f"/api/auth/{path}/", data)
    assert answer.status_code == 200, (path, answer.content)
    return answer.json()

def begin():
    client.credentials()
    return post("get-code", username="ann", password="correct horse")

def use(tokens):
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")

code = begin()["token"], mail.outbox[-1].subject.partition(":")[0]
use(post("auth", code_token=code[0], code=code[1]))
secret = bytes.fromhex(post("methods/key-fob/setup")["secret"])
confirmed = post("methods/key-fob/confirm", code=make_code(secret, 0))
use(confirmed)
print(len(confirmed["recovery_codes"]))
begun = begin()
print(begun["method"])
used = {"code_token": begun["token"], "code": make_code(secret, 0)}
print(client.post("/api/auth/auth/", used).status_code)
begun = begin()
post("auth", code_token=begun["token"], code=make_code(secret, 3))
begun = begin()
used = {"code_token": begun["token"], "code": make_code(secret, 3)}
print(client.post("/api/auth/auth/", used).status_code)
"""
URLS = """
from django.urls import include, path

urlpatterns = [
    path("api/auth/", include("drf_jwt_2fa.urls")),
    path("api/auth/", include("drf_jwt_2fa.enrollment.urls")),
]
"""


@pytest.mark.integration
def test_a_method_that_users_enrol(project):
    project.add(APP_PAGE, "settings.py")
    project.add("how-to/write-a-method.md", "settings.py, with key fobs")
    project.write("how-to/write-a-method.md", "fobs.py")
    project.folder.joinpath("example", "urls.py").write_text(URLS)
    project.set('ALLOWED_HOSTS = ["testserver"]')
    project.set(MAIL.replace("console", "locmem"))
    project.manage("makemigrations", "example")
    project.manage("migrate")

    script = f"from django.core import mail; mail.outbox = []\n{LOG_IN_WITH_FOB}"
    project.folder.joinpath("log_in.py").write_text(script)
    run = "exec(open('log_in.py').read(), {})"
    printed = project.manage("shell", "-v", "0", "-c", run).split()

    assert printed == ["10", "key-fob", "401", "401"]
