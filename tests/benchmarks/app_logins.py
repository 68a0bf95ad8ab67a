"""Logins and step-ups of users who have enrolled an authenticator app."""

from benchmarks import peers
from benchmarks.variants import jwt2fa
from testproject.methods import METHODS


def with_apps():
    """Return a context in which users may enrol apps, and tokens tell of the login."""
    return jwt2fa(METHODS=METHODS, AUTH_CLAIMS=True)


class AppLogins:
    """What people with an app do, each of it an action to take turns with."""

    def __init__(self, client, people):
        self._client = client
        self._people = people
        self._apps = {}

    def actions(self):
        """Return all of them; a step-up follows the login that it belongs to."""
        actions = [self.login_and_step_up]
        return [*actions, self.peer_login] if peers.find_obstacle() is None else actions

    def login_and_step_up(self, record):
        """Take both steps of a login, and both of a step-up after it."""
        credentials = self._people.next_credentials()
        app = self._find_app(credentials["username"])
        with with_apps():
            first = self._client.post("get-code/", credentials)
            second = self._answer(app, first)
            third = self._client.post("step-up/", {}, token=second.body["access"])
            fourth = self._answer(app, third)
        record("get-code/ with an app", first.spent)
        record("auth/ with an app", second.spent)
        record("login with an app", first.spent + second.spent)
        record("step-up/", third.spent)
        record("step-up with an app", third.spent + fourth.spent)

    def peer_login(self, record):
        """Take both steps of a login of dj-rest-auth."""
        credentials = self._people.next_credentials()
        app = peers.enroll(credentials["username"])
        first = self._client.post("dj-rest-auth/login/", credentials)
        token = first.body["ephemeral_token"]
        step = {"ephemeral_token": token, "code": app.now()}
        second = self._client.post("dj-rest-auth/mfa/verify/", step)
        assert "access" in second.body, second.body
        record("dj-rest-auth's login with an app", first.spent + second.spent)

    def _answer(self, app, answer):
        # A code is good once; this makes it good again.
        step = {"code_token": answer.body["token"], "code": app.code()}
        return self._client.post("auth/", step)

    def _find_app(self, username):
        # Models need apps that are ready.
        from django.contrib.auth.models import User  # noqa: PLC0415

        from drf_jwt_2fa.enrollment.testing import enroll_app  # noqa: PLC0415

        if username not in self._apps:
            self._apps[username] = enroll_app(User.objects.get(username=username))
        return self._apps[username]
