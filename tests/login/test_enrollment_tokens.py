import time
from types import SimpleNamespace

import jwt
import pytest
from django.conf import settings as django_settings
from rest_framework.exceptions import AuthenticationFailed

from drf_jwt_2fa.login.enrollment_tokens import check_account, issue, read
from drf_jwt_2fa.methods import Factors
from drf_jwt_2fa.settings.derived_keys import derive_code_token_secret_key
from drf_jwt_2fa.state import Place
from drf_jwt_2fa.utils import hash_string

# Short for SHA-512; but there is no other key to confuse the algorithms with.
pytestmark = pytest.mark.filterwarnings("ignore:The HMAC key is")


NOTHING = Factors(epoch=1)


def ann(**changes):
    values = {"pk": 7, "password": "md5$salt$hash", "email": "ann@example.com"}
    return SimpleNamespace(**{**values, **changes})


def key(secret_key=None):
    return hash_string("2fa-enrollment-" + (secret_key or django_settings.SECRET_KEY))


def forge(typ="enrollment+jwt", secret=None, algorithm="HS256", **changes):
    claims = {"jti": "x", "uid": 7, "acc": "x", "exp": int(time.time()) + 900}
    claims.update(changes)
    claims = {name: claim for name, claim in claims.items() if claim is not ...}
    headers = {"typ": typ}
    return jwt.encode(claims, secret or key(), algorithm=algorithm, headers=headers)


def test_a_token_says_whose_it_is():
    token = read(issue(ann(), NOTHING))

    assert token.user_pk == 7
    assert len(token.id) == 22
    check_account(token, ann(), NOTHING)


def test_a_key_that_json_cannot_hold_is_written_as_text():
    assert read(issue(ann(pk=SimpleNamespace()), NOTHING)).user_pk.startswith(
        "namespace"
    )


def test_no_two_are_alike():
    assert read(issue(ann(), NOTHING)).id != read(issue(ann(), NOTHING)).id


@pytest.mark.parametrize(
    "changes", [{"password": "md5$x$y"}, {"email": "x@example.com"}, {"pk": 8}]
)
def test_it_ends_with_the_account_as_it_was(changes):
    token = read(issue(ann(), NOTHING))

    with pytest.raises(AuthenticationFailed):
        check_account(token, ann(**changes), NOTHING)


def test_it_keeps_the_place_that_its_login_took():
    place = Place("key", 1893456000.5)

    assert read(issue(ann(), NOTHING, place)).address_place == place
    assert read(issue(ann(), NOTHING)).address_place is None
    assert read(forge(plc=["key"])).address_place is None


def test_it_ends_after_its_time(clock, settings):
    token = issue(ann(), NOTHING)
    clock.shift(899)
    assert read(token)
    clock.shift(2)

    with pytest.raises(AuthenticationFailed):
        read(token)


def test_it_survives_a_rotation_of_the_secret_key(settings):
    token = issue(ann(), NOTHING)
    settings.SECRET_KEY, old = "new" * 20, settings.SECRET_KEY
    assert read(token) is None

    settings.SECRET_KEY_FALLBACKS = [old]
    assert read(token).user_pk == 7


def test_the_forgery_of_the_tests_would_be_taken_if_it_were_right():
    assert read(forge()).user_pk == 7
    assert read(forge().encode()).user_pk == 7


@pytest.mark.parametrize(
    "forged",
    [
        lambda: "",
        lambda: "x",
        lambda: "a.b.c",
        lambda: b"\xff\xfe",
        lambda: "\ud800.x.y",
        lambda: forge(typ="JWT"),
        lambda: forge(typ=None),
        lambda: forge(secret="another key that is long enough to sign"),
        lambda: forge(secret=derive_code_token_secret_key(django_settings.SECRET_KEY)),
        lambda: forge(secret=django_settings.SECRET_KEY),
        lambda: forge(algorithm="HS512"),
        lambda: forge(uid=...),
        lambda: forge(uid=True),
        lambda: forge(uid=[7]),
        lambda: forge(acc=...),
        lambda: forge(acc=None),
        lambda: forge(jti=7),
        lambda: forge(exp=...),
        lambda: forge(exp="soon"),
        lambda: forge(exp=1e400),
        lambda: forge() + "x",
    ],
)
def test_anything_else_is_none(forged):
    assert read(forged()) is None


def test_it_ends_with_the_epoch_of_the_account_and_does_not_come_back():
    token = read(issue(ann(), NOTHING))

    for epoch in (None, 0, 2):
        with pytest.raises(AuthenticationFailed):
            check_account(token, ann(), Factors(epoch=epoch))


def test_it_holds_over_a_rotation_of_the_secret_key_with_the_account(settings):
    text = issue(ann(), NOTHING)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "new" * 20

    token = read(text)

    check_account(token, ann(), NOTHING)
    with pytest.raises(AuthenticationFailed):
        check_account(token, ann(password="md5$x$y"), NOTHING)


def test_it_shows_no_key():
    token = read(issue(ann(), NOTHING))

    assert token.key == key()
    assert token.key not in repr(token)
