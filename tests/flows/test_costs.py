"""What a step costs in queries and in round trips to the cache, and what is free."""

import json
import subprocess
import sys

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from testproject.client import other_code

from drf_jwt_2fa import hashers

ROUND_TRIPS = ["add", "get", "set", "delete", "get_many", "set_many", "delete_many"]


class CountingCache(LocMemCache):
    """Counts what would be a round trip to a server."""

    def __init__(self, location, params):
        super().__init__(location, params)
        self.count = 0
        self._is_inside = False

    def __getattribute__(self, name):
        found = super().__getattribute__(name)
        if name not in {*ROUND_TRIPS, "incr"}:
            return found

        def count(*args, **kwargs):
            # `get_many` of the memory calls `get`; that of a server does not.
            is_outermost, self._is_inside = not self._is_inside, True
            self.count += is_outermost
            try:
                return found(*args, **kwargs)
            finally:
                self._is_inside = not is_outermost

        return count


@pytest.fixture
def counting(settings):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.CountingCache"}}
    caches["default"].clear()

    def measure(call):
        before = caches["default"].count
        response = call()
        return response, caches["default"].count - before

    return measure


@pytest.fixture
def queries():
    """Count the statements of a call, in all and of those that write.

    Without a transaction around the test there are no savepoints but real ones, and
    none of the test's.  BEGIN, COMMIT, SAVEPOINT and RELEASE are no queries.
    """

    def measure(call):
        with CaptureQueriesContext(connection) as captured:
            response = call()
        found = [one["sql"].split()[0].upper() for one in captured.captured_queries]
        statements = [word for word in found if word not in _NO_QUERIES]
        writes = [word for word in statements if word != "SELECT"]
        return response, len(statements), len(writes)

    return measure


_NO_QUERIES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def test_a_login(user, api, counting, django_assert_num_queries):
    with django_assert_num_queries(1):
        response, of_get_code = counting(api.get_code)
    token = response.json()["token"]
    with django_assert_num_queries(1):
        response, of_auth = counting(lambda: api.auth(token, api.last_mailed_code))

    assert response.status_code == 200
    assert (of_get_code, of_auth) == (5, 6)


@pytest.mark.usefixtures("user", "without_listeners")
def test_a_wrong_code(api, counting, django_assert_num_queries):
    code, token = api.get_code_and_token()

    with django_assert_num_queries(0):
        response, count = counting(lambda: api.auth(token, other_code(code)))

    assert response.status_code == 401
    assert count == 3


@pytest.mark.parametrize("endpoint", ["/auth/", "/challenge/"])
@pytest.mark.parametrize("token", ["junk", "a.b.c", "forged"])
@pytest.mark.usefixtures("user")
def test_no_forged_token_costs_anything(
    api, counting, django_assert_num_queries, endpoint, token
):
    if token == "forged":
        genuine = api.get_code_and_token()[1]
        token = genuine[:-5] + genuine[-5:].swapcase()

    with django_assert_num_queries(0):
        response, count = counting(
            lambda: api.post(endpoint, {"code_token": token, "code": "1234567"})
        )

    assert response.status_code == 401
    assert count == 0


@pytest.mark.django_db(transaction=True)
def test_a_login_with_an_app(ann, phone, counting, queries):
    def first():
        return ann.api.get_code()

    def second():
        return ann.api.auth(token, code)

    # One that limits addresses, as by default.
    del ann.settings.JWT2FA_AUTH["CODE_TOKEN_THROTTLE_RATE"]
    code = ann.right_code()
    (response, *of_first), cache_of_first = counting(lambda: queries(first))
    token = response.json()["token"]
    (response, *of_second), cache_of_second = counting(lambda: queries(second))

    assert response.status_code == 200
    assert (of_first, of_second) == ([2, 0], [6, 3])
    assert (cache_of_first, cache_of_second) == (4, 7)


@pytest.mark.django_db(transaction=True)
def test_beginning_anew(ann, phone, queries):
    response, number, _writes = queries(lambda: phone.post("/step-up/"))
    assert response.status_code == 200
    assert number == 2

    token = response.json()["token"]
    response, number, _writes = queries(
        lambda: ann.api.post("/challenge/", {"code_token": token})
    )
    assert response.status_code == 200
    assert number == 2


@pytest.mark.django_db(transaction=True)
def test_confirming_an_app(ann, queries):
    device = ann.log_in()
    secret = ann.set_up(device)

    response, number, _writes = queries(
        lambda: device.post("/totp/confirm/", code=ann.app_code(secret))
    )

    assert response.status_code == 200
    assert number == 13


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "most"),
    [
        (("post", "/totp/setup/"), 10),
        (("post", "/2fa-method/"), 9),
        (("post", "/recovery-codes/"), 10),
        (("delete", "/totp/"), 10),
    ],
)
def test_a_change_with_proof(ann, phone, queries, change, most):
    verb, path = change
    proof = ann.prove(phone)

    response, number, _writes = queries(
        lambda: phone.call(path, verb=verb, method="totp", **proof)
    )

    assert response.status_code == 200
    assert number == most


def refuse(*args):
    raise AssertionError("a hash")


def test_nothing_is_hashed_for_who_has_to_wait(user, api, monkeypatch):
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    monkeypatch.setattr(hashers, "check_password", refuse)

    assert api.auth(token, code).status_code == 429


def test_nothing_is_hashed_for_a_dead_token(user, api, monkeypatch):
    code, token = api.get_code_and_token()
    for _ in range(5):
        api.auth_after_wait(token, other_code(code))
    monkeypatch.setattr(hashers, "check_password", refuse)

    assert api.auth_after_wait(token, code).status_code == 403


@pytest.mark.parametrize(
    "limit",
    [
        {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/d"},
    ],
)
def test_no_code_is_hashed_for_a_token_too_many(
    user, api, settings, monkeypatch, limit
):
    settings.JWT2FA_AUTH = limit
    api.get_code_and_token()
    monkeypatch.setattr(hashers, "make_password", refuse)

    assert api.get_code().status_code == 429


IMPORTS = """
import json, sys
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
)
import django
django.setup()
# What every login with Simple JWT imports.
import rest_framework_simplejwt.authentication, rest_framework_simplejwt.backends
import rest_framework_simplejwt.serializers, rest_framework_simplejwt.views
before = set(sys.modules)
import drf_jwt_2fa.urls, drf_jwt_2fa.authentication
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_importing_the_package_adds_nothing_that_is_not_used(tmp_path):
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    added = set(json.loads(result.stdout))
    ours = {name for name in added if name.partition(".")[0] == "drf_jwt_2fa"}
    side_doors = ("apps", "background", "checks", "schema", "tasks", "testing")
    assert not ours & {f"drf_jwt_2fa.{name}" for name in side_doors}
    # No model, no catalogue, none of the extras.
    assert added - ours <= {
        "_contextvars",
        "contextvars",
        "django.core.cache.backends.dummy",
        "rest_framework.throttling",
        "secrets",
    }


@pytest.fixture
def holder(user, api, clock, settings):
    """Somebody with a passkey, who has logged in before."""
    passkeys = pytest.importorskip("testproject.passkeys")
    from testproject.enrolling import Person  # noqa: PLC0415

    from drf_jwt_2fa.enrollment.testing import create_passkey  # noqa: PLC0415

    settings.ROOT_URLCONF = "enrollment.urls"
    settings.JWT2FA_AUTH = passkeys.SETTINGS
    holder = passkeys.Holder(Person(api, clock))
    holder.key = create_passkey(user)
    holder.log_in(holder.key)
    clock.shift(5)
    return holder


@pytest.mark.django_db(transaction=True)
def test_a_login_with_a_password_and_a_passkey(holder, counting, queries):
    holder.api.credentials()
    (response, *of_first), cache_of_first = counting(
        lambda: queries(holder.api.get_code)
    )
    begun = response.json()
    answer = holder.key.answer(begun["challenge"])
    (_response, *of_second), cache_of_second = counting(
        lambda: queries(lambda: holder.redeem(begun["token"], answer))
    )

    assert (of_first, of_second) == ([3, 0], [5, 2])
    assert (cache_of_first, cache_of_second) == (4, 7)


@pytest.mark.django_db(transaction=True)
def test_a_login_with_a_passkey_alone(holder, counting, queries):
    holder.api.credentials()
    (begun, *of_first), cache_of_first = counting(
        lambda: queries(lambda: holder.post("/passkey-login/"))
    )
    answer = holder.key.answer(begun["challenge"])
    (_response, *of_second), cache_of_second = counting(
        lambda: queries(lambda: holder.redeem(begun["token"], answer))
    )

    assert (of_first, of_second) == ([0, 0], [6, 2])
    # The first call is that of the limit of the address.
    assert (cache_of_first, cache_of_second) == (2, 5)


@pytest.mark.django_db(transaction=True)
def test_adding_renaming_and_removing_a_passkey(holder, queries):
    from drf_jwt_2fa.enrollment.testing import SoftwarePasskey  # noqa: PLC0415

    def count(call):
        result, number, _writes = queries(call)
        holder.person.clock.shift(5)
        return result, number

    proof = holder.prove(holder.key)
    begun, of_setup = count(lambda: holder.post("/passkeys/setup/", proof))
    credential = SoftwarePasskey().register(begun["challenge"])
    data = {"credential": credential, "name": "Other"}
    added, of_confirmation = count(lambda: holder.post("/passkeys/confirm/", data))
    holder.person.use(added)
    _listed, of_list = count(holder.list)
    path = f"/passkeys/{added['passkey']['id']}/"
    _renamed, of_renaming = count(lambda: holder.send("patch", path, {"name": "New"}))
    proof = holder.prove(holder.key)
    _removed, of_removal = count(lambda: holder.send("delete", path, proof))

    assert of_setup == 11
    assert of_confirmation == 13
    assert of_list == 3
    assert of_renaming == 4
    assert of_removal == 9
