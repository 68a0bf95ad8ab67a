"""The requests of logins, those that fail and Simple JWT's own among them."""

import time
from collections import deque

from benchmarks.people import PASSWORD
from benchmarks.requests import stopwatch
from benchmarks.senders import get_last_code
from benchmarks.variants import jwt2fa
from django.contrib.auth.hashers import check_password, make_password

MAILED = "login with a mailed code"
# Seconds after which a code token may be tried again, by default, and a little more.
RETRY_WAIT = 2.1


class Logins:
    """What people do, each of it an action to take turns with."""

    def __init__(self, client, people):
        self._client = client
        self._people = people
        self._hash = make_password(PASSWORD)
        self._used = deque()
        self.login(lambda name, spent: None)
        self._forged = _forge(self._used[0][1])

    def bare_hash(self, record):
        is_right, spent = stopwatch(lambda: check_password(PASSWORD, self._hash))
        assert is_right
        record("bare hash", spent)

    def plain_login(self, record):
        answer = self._client.post("plain/login/", self._people.next_credentials())
        record("Simple JWT's login", answer.spent)

    def login(self, record):
        """Take both steps; record them, and what both cost together."""
        first, second = self._take_both_steps()
        record("get-code/", first.spent)
        record("auth/", second.spent)
        record(MAILED, first.spent + second.spent)

    def keyed_login(self, record):
        """Do the same with a hasher for the codes that is as fast as they allow."""
        with jwt2fa(CODE_HASHER="drf_jwt_2fa.hashers.KeyedCodeHasher"):
            first, second = self._take_both_steps()
        record(f"{MAILED}, KeyedCodeHasher", first.spent + second.spent)

    def wrong_code(self, record):
        _first, step = self._get_code()
        wrong = "0" * 7 if step["code"] != "0" * 7 else "1" * 7
        answer = self._client.post("auth/", {**step, "code": wrong}, expected=401)
        record("wrong code", answer.spent)

    def forged_token(self, record):
        record("forged token", self._client.post("auth/", self._forged, 401).spent)

    def wrong_password(self, record):
        wrong = {**self._people.next_credentials(), "password": "wrong"}
        record("wrong password", self._client.post("get-code/", wrong, 401).spent)

    def plain_wrong_password(self, record):
        wrong = {**self._people.next_credentials(), "password": "wrong"}
        answer = self._client.post("plain/login/", wrong, 401)
        record("Simple JWT's wrong password", answer.spent)

    def replay(self, record):
        """Send a used code token with its code again, if any may be tried again yet."""
        if self._used and time.monotonic() - self._used[0][0] > RETRY_WAIT:
            _when, step = self._used.popleft()
            answer = self._client.post("auth/", step, expected=401)
            assert "already been used" in answer.body["detail"], answer
            record("replay of a used token", answer.spent)

    def refresh(self, record):
        refresh = {"refresh": self._tokens["refresh"]}
        record("refresh/", self._client.post("refresh/", refresh).spent)

    def plain_refresh(self, record):
        refresh = {"refresh": self._tokens["refresh"]}
        answer = self._client.post("plain/refresh/", refresh)
        record("Simple JWT's refresh", answer.spent)

    def request(self, record):
        answer = self._client.get("who-am-i/", self._tokens["access"])
        record("authenticated request", answer.spent)

    def plain_request(self, record):
        answer = self._client.get("plain/who-am-i/", self._tokens["access"])
        record("Simple JWT's request", answer.spent)

    def _take_both_steps(self):
        first, step = self._get_code()
        second = self._client.post("auth/", step)
        self._used.append((time.monotonic(), step))
        self._tokens = second.body
        return first, second

    def _get_code(self):
        answer = self._client.post("get-code/", self._people.next_credentials())
        step = {"code_token": answer.body["token"], "code": get_last_code()}
        return answer, step


def _forge(step):
    # In form a code token: it gets as far as any that is not genuine.
    content, _dot, signature = step["code_token"].rpartition(".")
    return {**step, "code_token": f"{content}.{signature[::-1]}"}
