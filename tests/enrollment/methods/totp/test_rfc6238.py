"""RFC 6238 and 4226, with their own test vectors."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from enrollment.methods.totp.names import with_any_names

from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp
from drf_jwt_2fa.enrollment.methods.totp.labels import clean

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


@pytest.mark.parametrize(("now", "sha1", "sha256", "sha512"), VECTORS)
def test_a_code_of_an_app_with_other_parameters(now, sha1, sha256, sha512):
    for algorithm, code in [("sha1", sha1), ("sha256", sha256), ("sha512", sha512)]:
        secret = SECRETS[algorithm]
        theirs = totp.Parameters(8, 30, algorithm)
        assert totp.find_step(secret, code, now, 0, theirs) == now // 30
        assert totp.find_step(secret, code, now, 0, totp.OURS) is None


def test_a_step_is_as_long_as_the_app_has_it():
    theirs = totp.Parameters(period=60)

    for now, step in [(59, 0), (60, 1), (119, 1), (120, 2)]:
        assert totp.find_step(SECRET, HOTP[step], now, 0, theirs) == step


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
    monkeypatch.setattr(totp, "make_code", lambda *args: "123456")

    assert totp.find_step(SECRET, "123456", 300, window=1) == 11


@pytest.mark.parametrize(
    "answer",
    [
        *("287082", " 287 082 ", "2 8 7 0 8 2", "287082\n", "287\t082", "287-082"),
        *(
            "287\u202f082\u200b",
            "\u0662\u0668\u0667\u0660\u0668\u0662",
            "\uff12\uff18\uff17\uff10\uff18\uff12",
        ),
    ],
)
def test_how_a_code_is_typed_does_not_matter(answer):
    assert totp.read_answer(answer) == "287082"


def test_a_code_of_eight_digits_is_one():
    assert totp.read_answer("9428 7082") == "94287082"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        " ",
        "28708",
        "2870822",
        "287082234",
        "28708a",
        "+87082",
        "-87082",
        "287.082",
        "\ud800",
    ],
)
def test_what_cannot_be_a_code(answer):
    assert totp.read_answer(answer) is None


def test_the_provisioning_uri_is_what_apps_read():
    uri = totp.make_provisioning_uri(SECRET, "ann@example.com", "Ann & Söns")

    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/Ann%20%26%20S%C3%B6ns:ann@example.com"
    assert "+" not in uri
    assert parse_qs(parts.query) == {
        "secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"],
        "issuer": ["Ann & Söns"],
        "algorithm": ["SHA1"],
        "digits": ["6"],
        "period": ["30"],
    }


def read_as_an_app_does(uri):
    """Return the issuer and account of the URI, which name the same issuer twice."""
    parts = urlsplit(uri)
    # Some apps split the label before they decode it, some afterwards.
    encoded = parts.path[1:].split(":", 1)
    label = unquote(parts.path[1:], errors="strict").split(":", 1)
    assert [unquote(part) for part in encoded] == label
    issuer = label[0] if len(label) == 2 else ""
    assert parse_qs(parts.query).get("issuer", [""]) == [issuer]
    return issuer, label[-1]


@pytest.mark.parametrize(
    ("issuer", "account", "shown"),
    [
        ("Example", "ann", ("Example", "ann")),
        ("Äpfel", "jörg@example.org", ("Äpfel", "jörg@example.org")),
        ("Example", "urn:ann:2", ("Example", "urn:ann:2")),
        ("Example: Shop", "ann", ("Example\u2236 Shop", "ann")),
        ("a:b:c", "d:e", ("a\u2236b\u2236c", "d:e")),
        ("", "urn:ann", ("", "urn\u2236ann")),
        ("", "ann", ("", "ann")),
        (" Example ", " ann ", ("Example", "ann")),
        ("Example", "a/b?c#d%3Ae+f", ("Example", "a/b?c#d%3Ae+f")),
        ("Ex\ud800", "a\udfffnn", ("Ex?", "a?nn")),
    ],
)
def test_an_app_reads_the_issuer_and_the_account(issuer, account, shown):
    uri = totp.make_provisioning_uri(SECRET, account, issuer)

    assert read_as_an_app_does(uri) == shown


def test_a_name_that_is_too_long_is_shortened():
    uri = totp.make_provisioning_uri(SECRET, "田" * 150, "株式会社" * 15)

    issuer, account = read_as_an_app_does(uri)
    assert issuer == ("株式会社" * 15)[:19] + "…"
    assert account == "田" * 14 + "…"


@with_any_names
def test_an_app_reads_the_beginning_of_any_name(account, issuer):
    uri = totp.make_provisioning_uri(SECRET, account, issuer)

    known = read_as_an_app_does(uri)
    for shown, text in zip(known, (issuer, account), strict=True):
        start = shown.removesuffix("…").replace("\u2236", ":").rstrip()
        assert clean(text).replace("\u2236", ":").startswith(start)
