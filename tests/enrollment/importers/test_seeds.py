"""Codes that are derived from a seed, computed anew from the descriptions."""

import hashlib
import hmac

import pytest

from drf_jwt_2fa.enrollment.importers.seeds import (
    expand_allauth,
    expand_dj_rest_auth,
)
from drf_jwt_2fa.enrollment.importers.values import BrokenRowError

SEED = "00ff" * 10


def test_codes_of_allauth():
    fed = b"".join(f"{index:3},".encode() for index in range(3))
    digest = hmac.new(SEED.encode(), fed, hashlib.sha1).digest()
    third = f"{int.from_bytes(digest[:4], 'big') % 10**8:08}"

    codes = expand_allauth(SEED, 0, 3, 8)
    assert codes[2] == third
    assert len(set(codes)) == 3
    assert expand_allauth(SEED, 0b011, 3, 8) == [third]


def test_codes_of_dj_rest_auth():
    digest = hmac.new(bytes.fromhex(SEED), b"1", hashlib.sha256).hexdigest()

    assert expand_dj_rest_auth(SEED, 0, 2)[1] == digest[:8]
    assert expand_dj_rest_auth(SEED, 0b01, 2) == [digest[:8]]
    assert expand_dj_rest_auth(SEED, 0b11, 2) == []


def test_no_number_of_codes_takes_for_ever():
    assert len(expand_dj_rest_auth(SEED, 0, 10**9)) == 1000
    assert len(expand_allauth(SEED, 0, 10**9, 8)) == 1000


@pytest.mark.parametrize("seed", [None, "", "xyz", 7, "0", "00" * 15])
@pytest.mark.parametrize("mask", [0, None, "1", -1])
def test_what_is_no_seed_is_refused(seed, mask):
    with pytest.raises(BrokenRowError) as caught:
        expand_dj_rest_auth(seed, mask, 2)
    assert not seed or str(seed) not in caught.value.reason.split()
    with pytest.raises(BrokenRowError):
        expand_allauth(SEED if mask != 0 else seed, mask, 2, 8)
