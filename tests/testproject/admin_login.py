"""Staff in front of the admin's login page, who do what its forms offer."""

import html
import json
import re

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.core import mail
from django.urls import include, path

from drf_jwt_2fa.enrollment.admin_site import (
    RecentSecondFactorMixin,
    TwoFactorAdminSite,
)
from drf_jwt_2fa.enrollment.models import EnrolledMethod

LOGIN = "/admin/login/"
INDEX = "/admin/"
STATE = "drf_jwt_2fa_admin"
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": PROCESSORS},
    }
]


class SudoAdmin(RecentSecondFactorMixin, admin.ModelAdmin):
    """Changes take a recent second factor."""


def make_site(cls=TwoFactorAdminSite, name="admin"):
    site = cls(name)
    site.register(get_user_model(), UserAdmin)
    site.register(EnrolledMethod, SudoAdmin)
    return site


def make_urls(site, *more):
    class Urls:
        urlpatterns = [
            path("admin/", site.urls),
            path("", include("enrollment.urls")),
            *more,
        ]

    return Urls


class Staff:
    """Somebody with a browser, a mailbox and, in the end, an app."""

    def __init__(self, client, clock):
        self.client, self.clock = client, clock
        self.app = None

    def get(self, url=LOGIN, **query):
        return self.client.get(url, query)

    def send(self, page, url=None, **fields):
        """Send a form of the page, with these fields beside the hidden ones."""
        hidden = read_hidden(page)
        return self.client.post(
            url or page.wsgi_request.get_full_path(), {**hidden, **fields}
        )

    def post(self, url=LOGIN, **fields):
        return self.client.post(url, fields)

    def give_password(self, username="ann", password="correct horse", **more):
        return self.post(username=username, password=password, **more)

    def begin(self, **more):
        """Give the password; return the page of the second step."""
        response = self.give_password(**more)
        assert response.status_code == 302, read_text(response)
        return self.client.get(response["Location"])

    def answer(self, page, code=None):
        return self.send(page, code=code or self.right_code())

    def log_in(self, **more):
        """Take both steps; return where they lead."""
        response = self.answer(self.begin(**more))
        assert response.status_code == 302, read_text(response)
        return response["Location"]

    def right_code(self):
        if self.app is None:
            return mail.outbox[-1].subject.split(":")[0]
        self.clock.shift(30)
        return self.app.code()

    @property
    def is_in(self):
        return self.client.get(INDEX).status_code == 200

    @property
    def session(self):
        return self.client.session


def read_hidden(page):
    """Return the hidden fields of the first form, as a browser sends them."""
    text = page.content.decode()
    form = text[text.index('id="login-form"') :]
    form = form[: form.index("</form>")]
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    return {name: html.unescape(value) for name, value in found if value}


def read_text(page):
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", page.content.decode(), flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", text))


def read_options(page):
    """Return what the script for passkeys finds."""
    [options] = re.findall(r'data-options="([^"]*)"', page.content.decode())
    return json.loads(html.unescape(options))


def read_choices(page):
    """Return the methods that the page offers, by their buttons."""
    text = page.content.decode()
    return re.findall(r'name="method" value="([\w-]+)"', text)
