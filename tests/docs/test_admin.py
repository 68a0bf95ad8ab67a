"""What the page about covering the admin says works, in a project that is new."""

import base64
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from docs.pages import find_snippets, run
from testproject.admin_login import MIDDLEWARE, TEMPLATES, make_site, make_urls
from testproject.methods import METHODS

from drf_jwt_2fa.settings import api_settings

# Staff at their first login, and at the next one.
STORY = """
import base64
import re
import time

import django

django.setup()

from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

from drf_jwt_2fa.enrollment.methods.totp import rfc6238

setup_test_environment()
call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
users = get_user_model().objects
users.create_superuser("ann", "ann@example.com", "s3cret")
client = Client()


def send(page, **fields):
    text = page.content.decode()
    form = text[text.index('id="login-form"'):]
    form = form[: form.index("</form>")]
    pattern = r'<input type="hidden" name="(\\w+)" value="([^"]+)"'
    hidden = dict(re.findall(pattern, form))
    return client.post("/admin/login/", {**hidden, **fields}, follow=True)


assert client.get("/admin/").status_code == 302
page = send(client.get("/admin/login/"), username="ann", password="s3cret")
page = send(page, code=mail.outbox[-1].subject.split(":")[0])
assert client.get("/admin/").status_code == 302
page = send(page, set_up="totp")
[text] = re.findall(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page.content.decode())
secret = base64.b32decode(text.replace(" ", ""))
page = send(page, code=rfc6238.make_code(secret, rfc6238.get_step(time.time())))
assert page.content.decode().count("<li><code>") == 10
assert client.get("/admin/").status_code == 200
print("covered")
"""


def read_snippet(page, title):
    return find_snippets(page)[title]


def test_a_new_project_is_covered_in_a_few_steps(tmp_path):
    pytest.importorskip("segno")
    start = [sys.executable, "-W", "ignore", "-m", "django", "startproject", "example"]
    subprocess.run([*start, str(tmp_path)], check=True)
    settings = tmp_path / "example" / "settings.py"
    snippets = [
        read_snippet("../README.md", "settings.py"),
        read_snippet("how-to/authenticator-app.md", "settings.py"),
        read_snippet("how-to/cover-the-admin.md", "settings.py"),
    ]
    settings.write_text("\n".join([settings.read_text(), *snippets]))
    story = tmp_path / "story.py"
    story.write_text(STORY)

    result = subprocess.run(
        [sys.executable, "-W", "ignore", story],
        env={
            **os.environ,
            "ENCRYPTION_KEYS": base64.b64encode(b"k" * 32).decode(),
            "DJANGO_SETTINGS_MODULE": "example.settings",
            "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("covered\n")


def test_a_site_of_one_s_own():
    site = run("how-to/cover-the-admin.md", "sites.py").ExampleAdminSite()

    assert site.requires_second_factor
    assert site.site_header == "Example"


def test_asking_again(configure):
    with configure("how-to/cover-the-admin.md", "settings.py, asking again"):
        assert timedelta(hours=8) == api_settings.ADMIN_STEP_UP_MAX_AGE


def test_pages_that_ask_again(django_user_model):
    try:
        page = run("how-to/cover-the-admin.md", "admin.py").CarefulUserAdmin
        assert type(admin.site._registry[django_user_model]) is page
        assert page.second_factor_methods == ["totp", "passkey"]
    finally:
        admin.site.unregister(django_user_model)
        admin.site.register(django_user_model, UserAdmin)


def test_other_views_for_staff(rf, user, settings):
    settings.LOGIN_URL = "/login/"
    module = run("how-to/cover-the-admin.md", "views.py")
    request = rf.get("/report/")
    request.user = AnonymousUser()

    for view in (module.report, module.payout, module.Export.as_view()):
        assert view(request)["Location"] == "/login/?next=/report/"


def test_tests_of_the_admin(user, settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_jwt_2fa"]
    settings.MIDDLEWARE, settings.TEMPLATES = MIDDLEWARE, TEMPLATES
    settings.ROOT_URLCONF = make_urls(make_site())
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "AUTH_CLAIMS": True}
    tests = run("how-to/cover-the-admin.md", "tests.py").AdminTests
    user.delete()
    case = tests("test_the_list_of_users")
    case.client = Client()

    case.test_the_list_of_users()
