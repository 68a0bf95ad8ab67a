"""What Django signed is read, on releases of today and on old ones."""

import django
import pytest
from django.core import signing

from drf_jwt_2fa.enrollment.importers.signed import read_dumped, read_signed
from drf_jwt_2fa.enrollment.importers.values import BrokenRowError

SALT, KEYS = "salt", [b"new", b"old"]
# What older releases sign is what these tests would compare with.
needs_today = pytest.mark.skipif(django.VERSION < (4, 2), reason="signs with SHA-1")


@needs_today
@pytest.mark.parametrize("key", ["new", "old"])
def test_a_value_is_read_with_any_of_the_keys(key):
    signed = signing.Signer(key=key, salt=SALT).sign("a:s3cret")

    assert read_signed(signed, SALT, KEYS) == "a:s3cret"


@needs_today
@pytest.mark.parametrize(("value", "compress"), [("s3cret", False), ("a" * 99, True)])
def test_a_dumped_value_is_read_whatever_its_age(value, compress):
    dumped = signing.dumps(value, key="old", salt=SALT, compress=compress)

    assert dumped.startswith(".") is compress
    assert read_dumped(dumped, SALT, KEYS) == value


@pytest.mark.parametrize("text", ["", "s3cret", "s3cret:", "s3cret:AAAA", None])
def test_what_no_key_has_signed_is_broken(text):
    with pytest.raises(BrokenRowError) as info:
        read_signed(text, SALT, KEYS)
    assert "s3cret" not in info.value.reason


@needs_today
def test_a_signed_value_that_was_not_dumped_is_broken():
    signer = signing.Signer(key="new", salt=SALT)

    for payload in ("AAAA", ".AAAA", "é"):
        with pytest.raises(BrokenRowError):
            read_dumped(signer.sign(f"{payload}:1vwfSq"), SALT, KEYS)
