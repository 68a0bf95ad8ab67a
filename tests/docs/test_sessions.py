"""What the pages about sessions show works."""

from datetime import timedelta

import pytest
from django.test import override_settings
from docs.pages import run
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework_simplejwt.tokens import RefreshToken
from testproject.devices import Device, get_code

from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.login.sessions import get_sessions
from drf_jwt_2fa.sessions.apps import SessionsConfig
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.settings import api_settings


@pytest.fixture(autouse=True)
def _sessions():
    assert isinstance(vars(SessionsConfig)["hooks"], property)


class Site(Device):
    """A device whose site has its endpoints below a prefix."""

    def __init__(self, clock):
        super().__init__(Below("/api/auth"), clock)


class Below(APIClient):
    def __init__(self, prefix):
        super().__init__()
        self.prefix = prefix

    def generic(self, method, path, *args, **more):
        return super().generic(method, f"{self.prefix}{path}", *args, **more)


@pytest.fixture
def laptop(user, clock):
    urls = run("how-to/sign-out-everywhere.md", "urls.py")
    with override_settings(ROOT_URLCONF=urls):
        laptop = Site(clock)
        laptop.log_in()
        yield laptop


def test_users_see_and_end_their_sessions(laptop):
    assert (
        "drf_jwt_2fa.sessions"
        in run("how-to/sign-out-everywhere.md", "settings.py").INSTALLED_APPS
    )
    assert get_sessions() is not None

    assert len(laptop.client.get("/sessions/").json()) == 1
    assert laptop.client.delete("/sessions/?all=true").json() == {"ended": 1}
    assert get_code(laptop.post_refresh()) == (401, "token_not_valid")


def test_a_session_has_a_lifetime(configure, laptop, clock):
    with configure("how-to/sign-out-everywhere.md", "settings.py, with a lifetime"):
        assert timedelta(hours=24) == api_settings.SESSION_LIFETIME
        clock.shift(24 * 3600)
        assert get_code(laptop.post_refresh())[0] == 401


def test_a_look_at_each_request(configure, laptop):
    with configure(
        "how-to/sign-out-everywhere.md", "settings.py, with a look at each request"
    ):
        laptop.client.delete("/sessions/?all=true")
        response = laptop.client.get("/sessions/")
        assert get_code(response) == (401, "session_ended")


def test_a_second_factor_for_ending_sessions(configure, laptop, clock):
    with configure(
        "how-to/sign-out-everywhere.md",
        "settings.py, with a second factor for ending sessions",
    ):
        response = laptop.client.delete("/sessions/")
        # The login had no claims yet.
        assert get_code(response) == (401, "insufficient_user_authentication")
        laptop.log_in()
        assert laptop.client.delete("/sessions/").status_code == 200


def test_a_user_who_changes_the_password_stays_signed_in(laptop, clock, settings):
    view = run("how-to/sign-out-everywhere.md", "views.py").ChangePassword
    settings.REST_FRAMEWORK = {
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "drf_jwt_2fa.authentication.Jwt2faAuthentication"
        ]
    }

    view.authentication_classes = [Jwt2faAuthentication]
    phone = Site(clock)
    phone.log_in()

    def change(old):
        header = f"Bearer {laptop.tokens['access']}"
        data = {"old": old, "new": "another horse"}
        request = APIRequestFactory().post("/", data, HTTP_AUTHORIZATION=header)
        return view.as_view()(request)

    assert change("wrong").status_code == 403
    laptop.use(change("correct horse").data)
    assert laptop.post_refresh().status_code == 200
    assert get_code(phone.post_refresh()) == (401, "password_changed")


def test_a_longer_interval(configure, laptop, clock):
    first = laptop.refresh_token
    with configure("how-to/several-tabs.md", "settings.py"):
        laptop.refresh()
        clock.shift(29)
        assert laptop.post_refresh(first).status_code == 200
        clock.shift(2)
        assert get_code(laptop.post_refresh(first)) == (401, "token_reused")


def test_clients_that_lose_answers(configure, laptop, clock):
    first = laptop.refresh_token
    with configure(
        "how-to/several-tabs.md", "settings.py, for clients that lose answers"
    ):
        lost = laptop.post_refresh().json()["refresh"]
        clock.shift(3600)
        assert laptop.post_refresh(first).json()["refresh"] == lost
        laptop.post_refresh(lost)
        assert get_code(laptop.post_refresh(first)) == (401, "token_reused")


def test_moving_from_the_blacklist_app(configure, laptop, user):
    settings = run(
        "how-to/from-the-blacklist-app.md", "settings.py", after=["how-to/sign-out.md"]
    )
    assert settings.SIMPLE_JWT["BLACKLIST_AFTER_ROTATION"] is False

    token = str(RefreshToken.for_user(user))
    with configure(
        "how-to/from-the-blacklist-app.md",
        "settings.py, one REFRESH_TOKEN_LIFETIME later",
    ):
        assert get_code(laptop.post_refresh(token)) == (401, "token_not_valid")
    assert laptop.post_refresh(token).status_code == 200
    assert Session.objects.count() == 2
