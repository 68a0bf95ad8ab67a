"""RFC 6238 and 4226, with their own test vectors."""

from urllib.parse import parse_qs, urlsplit

import pytest

from drf_jwt_2fa.enrollment import totp

SECRET = b"12345678901234567890"
# RFC 6238, appendix B (with its erratum 2866: secrets as long as the hash).
SECRETS = {
    "sha1": SECRET,
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
VECTORS = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
# RFC 4226, appendix D.
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676"]
HOTP += ["287922", "162583", "399871", "520489"]


@pytest.mark.parametrize(("now", "sha1", "sha256", "sha512"), VECTORS)
def test_the_codes_of_rfc_6238(now, sha1, sha256, sha512):
    step = totp.get_step(now)

    for algorithm, code in [("sha1", sha1), ("sha256", sha256), ("sha512", sha512)]:
        secret = SECRETS[algorithm]
        assert totp.make_code(secret, step, 8, algorithm) == code


def test_the_codes_of_rfc_4226():
    assert [totp.make_code(SECRET, counter) for counter in range(10)] == HOTP


def test_a_code_of_an_app_is_the_end_of_the_vectors():
    assert totp.find_step(SECRET, "287082", 59, window=0) == 1


@pytest.mark.parametrize("window", [0, 1, 2])
def test_a_code_counts_in_the_window_and_not_beyond(window):
    now = 1111111109
    present = totp.get_step(now)

    for away in range(-4, 5):
        code = totp.make_code(SECRET, present + away)
        found = totp.find_step(SECRET, code, now, window)
        assert found == (present + away if abs(away) <= window else None)


def test_there_is_no_step_before_the_first():
    assert totp.find_step(SECRET, HOTP[0], 0, window=1) == 0


def test_of_two_steps_with_one_code_it_is_the_later(monkeypatch):
    monkeypatch.setattr(totp, "make_code", lambda secret, step: "123456")

    assert totp.find_step(SECRET, "123456", 300, window=1) == 11


@pytest.mark.parametrize("answer", ["287082", " 287 082 ", "2 8 7 0 8 2"])
def test_spaces_do_not_count(answer):
    assert totp.read_answer(answer) == "287082"


@pytest.mark.parametrize(
    "answer",
    ["", " ", "28708", "2870822", "28708a", "٢٨٧٠٨٢", "287082\n", "287\t082", "+87082"],
)
def test_what_cannot_be_a_code(answer):
    assert totp.read_answer(answer) is None


def test_the_provisioning_uri_is_what_apps_read():
    uri = totp.make_provisioning_uri(SECRET, "ann@example.com", "Ann & Söns: 2")

    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/Ann%20%26%20S%C3%B6ns%3A%202:ann@example.com"
    assert "+" not in uri
    assert parse_qs(parts.query) == {
        "secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"],
        "issuer": ["Ann & Söns: 2"],
        "algorithm": ["SHA1"],
        "digits": ["6"],
        "period": ["30"],
    }


def test_without_an_issuer_there_is_just_the_account():
    uri = totp.make_provisioning_uri(SECRET, "a:b", "")

    assert urlsplit(uri).path == "/a%3Ab"
    assert "issuer" not in uri
