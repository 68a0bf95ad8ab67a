"""Values come in the types of every database, and the errors show none of them."""

from datetime import datetime, timedelta, timezone

import pytest

from drf_jwt_2fa.enrollment.importers import parsing
from drf_jwt_2fa.enrollment.importers.values import BrokenRowError

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
NAIVE = datetime(2026, 3, 1, 12)  # noqa: DTZ001  # As databases give it.
SECRET = "QP36LHCWOFZO7FPVRE7L4IG7LH4ITUZ6"


@pytest.mark.parametrize(
    "written",
    [SECRET, SECRET.lower(), f"{SECRET[:4]} {SECRET[4:]}", f"{SECRET}===="],
)
def test_a_secret_in_base_32_is_read_as_apps_do(written):
    assert parsing.read_base32(written) == parsing.read_base32(SECRET)


@pytest.mark.parametrize("length", [9, 65])
def test_a_secret_has_10_to_64_bytes(length):
    with pytest.raises(BrokenRowError, match=f"{length} bytes, not 10 to 64"):
        parsing.read_hex_secret("ab" * length)
    assert len(parsing.read_hex_secret("ab" * 10)) == 10


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (parsing.read_base32, "s3cret"),
        (parsing.read_hex_secret, "s3cret"),
        (lambda value: parsing.read_base64url(value, "broken"), "s3cret$"),
        (parsing.read_json, '{"s3cret'),
        (parsing.read_json_list, '{"s3cret": 1}'),
        (lambda value: parsing.read_whole(value, "broken"), "s3cret"),
        (lambda value: parsing.read_bytes(value, "broken"), "s3cret"),
    ],
)
def test_an_error_shows_nothing_of_the_value(read, value):
    with pytest.raises(BrokenRowError) as info:
        read(value)
    assert "s3cret" not in info.value.reason


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2026-03-01 12:00:00", NOON),
        ("2026-03-01T12:00:00+00:00", NOON),
        (NAIVE, NOON),
        (NOON, NOON),
        (NOON.astimezone(timezone(timedelta(hours=2))), NOON),
        ("2026-13-01 12:00:00", None),
        ("soon", None),
        (None, None),
        (5, None),
    ],
)
def test_times_are_read_from_every_database(value, time):
    assert parsing.read_time(value) == time


def test_times_are_those_of_a_project_without_time_zones(settings):
    settings.USE_TZ, settings.TIME_ZONE = False, "UTC"

    assert parsing.read_time(NAIVE) == NAIVE
    assert parsing.read_time(NOON) == NAIVE


def test_binary_columns_are_read_from_every_database():
    for value in (b"key", bytearray(b"key"), memoryview(b"key")):
        assert parsing.read_bytes(value, "broken") == b"key"
