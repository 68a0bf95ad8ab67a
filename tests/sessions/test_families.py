"""The numbers of refresh tokens, and what follows from them."""

import uuid
from datetime import datetime, timedelta, timezone

import pytest
from rest_framework_simplejwt.tokens import RefreshToken

from drf_jwt_2fa.sessions.families import (
    Standing,
    compare,
    find_member,
    make_member,
    parse_session,
    read_time,
)

KEY = uuid.UUID("5f0c8a51-f8f9-4b3c-8d7a-2ee7a9f3b6d1")
NOON = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)


def make_token(**claims):
    token = RefreshToken()
    token.payload.update(claims)
    return token


@pytest.mark.parametrize(
    ("generation", "newest", "seconds", "standing"),
    [
        (0, 0, 0, Standing.NEWEST),
        (3, 3, 1e9, Standing.NEWEST),
        (2, 3, 0, Standing.RETRY),
        (2, 3, 10, Standing.RETRY),
        (2, 3, -2, Standing.RETRY),
        (2, 3, 10.1, Standing.COPIED),
        (1, 3, 0, Standing.COPIED),
        (4, 3, 0, Standing.UNKNOWN),
    ],
)
def test_only_the_direct_predecessor_may_be_used_again_and_only_soon(
    generation, newest, seconds, standing
):
    assert compare(generation, newest, seconds) is standing


def test_without_an_interval_nothing_may_be_used_again(configure):
    configure(REFRESH_REUSE_INTERVAL=timedelta(0))

    assert compare(2, 3, 0) is Standing.COPIED
    assert compare(2, 3, -1) is Standing.COPIED


def test_the_predecessor_may_be_good_until_its_successor_is_used(configure):
    configure(REFRESH_RETRY_UNTIL_USED=True, REFRESH_REUSE_INTERVAL=timedelta(0))

    assert compare(2, 3, 1e6) is Standing.RETRY
    assert compare(1, 3, 0) is Standing.COPIED


@pytest.mark.parametrize(
    "claims",
    [
        {"sid": KEY.hex},
        {"sid": KEY.hex, "gen": None},
        {"sid": KEY.hex, "gen": True},
        {"sid": KEY.hex, "gen": -1},
        {"sid": KEY.hex, "gen": 1.0},
        {"sid": "no key", "gen": 1},
        {"sid": 7, "gen": 1},
        {"sid": None, "gen": 1},
    ],
)
def test_claims_of_another_form_are_no_place_in_a_session(claims):
    assert find_member(make_token(**claims)) is None


def test_a_token_knows_its_place():
    member = find_member(make_token(sid=KEY.hex, gen=3))

    assert (member.session, member.generation, member.is_adopted) == (KEY, 3, False)


def test_a_token_without_a_session_is_the_first_of_one_that_follows_from_it(settings):
    token, other = RefreshToken(), RefreshToken()
    member = find_member(token)

    assert (member.generation, member.is_adopted) == (0, True)
    assert member.session.version == 4  # MariaDB takes no others.
    assert find_member(token) == member
    assert find_member(other).session != member.session
    # With another key of ours, too: it must not be adopted again.
    settings.SECRET_KEY = "a new one that is long enough to sign with"
    assert find_member(token) == member


def test_the_next_token_follows_from_the_one_before():
    first, second = make_token(mine=1), make_token()
    second.payload = dict(first.payload)

    for token in (first, second):
        make_member(token, KEY, 4, NOON, NOON + timedelta(days=1, seconds=0.7))

    assert first.payload == second.payload
    assert str(first) == str(second)
    assert first["iat"] == NOON.timestamp()
    assert first["exp"] == NOON.timestamp() + 24 * 3600
    assert (first["sid"], first["gen"], first["mine"]) == (KEY.hex, 4, 1)


def test_the_names_of_tokens_differ_and_need_the_key(settings):
    def name(key, generation):
        token = make_token()
        make_member(token, key, generation, NOON, NOON)
        assert len(token["jti"]) == 32
        return token["jti"]

    names = {name(KEY, 1), name(KEY, 2), name(uuid.uuid4(), 1)}
    assert len(names) == 3
    settings.SECRET_KEY = "a new one that is long enough to sign with"
    assert name(KEY, 1) not in names


def test_the_name_does_not_come_from_the_key_that_signs(settings):
    before = make_token()
    make_member(before, KEY, 1, NOON, NOON)
    settings.SIMPLE_JWT = {"SIGNING_KEY": "another one, long enough to sign with"}
    after = make_token()
    make_member(after, KEY, 1, NOON, NOON)

    assert before["jti"] == after["jti"]


def test_tokens_may_have_no_name(settings):
    settings.SIMPLE_JWT = {"JTI_CLAIM": None}
    token = RefreshToken.__new__(RefreshToken)
    token.payload = {}

    make_member(token, KEY, 1, NOON, NOON)

    assert set(token.payload) == {"sid", "gen", "iat", "exp"}


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "x" * 32,
        ["a"],
        b"a" * 32,
        "f" * 32,
        "9e297cae-e9d5-11f1-8787-02fc00000001",
    ],
)
def test_what_is_not_the_key_of_a_session(text):
    assert parse_session(text) is None


def test_the_key_of_a_session_may_have_dashes():
    assert parse_session(str(KEY)) == parse_session(KEY.hex) == KEY


@pytest.mark.parametrize("use_tz", [True, False])
def test_times_are_as_the_database_takes_them(settings, use_tz):
    settings.USE_TZ = use_tz

    moment = read_time(1893499200)
    assert moment.timestamp() == 1893499200
    assert (moment.tzinfo is not None) is use_tz
