"""The parsers refuse junk: cut off, longer, with other types, said twice, too deep."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from enrollment.methods.passkey.making import (
    ABSENT,
    AT,
    CREDENTIAL_ID,
    CURVES,
    ED,
    EVERY_ALGORITHM,
    EXTENSIONS,
    LABELS,
    UP,
    UV,
    attest,
    get_members,
    make_attested,
    make_client,
    make_data,
    make_key,
    make_statement,
    refusal,
    sign,
)
from fido2 import cbor

from drf_jwt_2fa.enrollment.methods.passkey import parsing
from drf_jwt_2fa.enrollment.methods.passkey.parsing import (
    check_key,
    parse_attestation_object,
    parse_authenticator_data,
    parse_client_data,
    verify_signature,
)
from drf_jwt_2fa.enrollment.methods.passkey.values import CeremonyError

P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1


def write_map(*pairs):
    """Return a CBOR map with these members, even two of one name."""
    parts = [cbor.encode(one) for pair in pairs for one in pair]
    return bytes([0xA0 | len(pairs)]) + b"".join(parts)


def test_client_data_are_a_json_object():
    client = parse_client_data(make_client(extra="ä"))

    assert client["origin"] == "https://example.org"
    assert client["extra"] == "ä"


def test_a_byte_order_mark_is_stripped_once():
    assert parse_client_data(b"\xef\xbb\xbf" + make_client())["crossOrigin"] is False

    with refusal("client_data"):
        parse_client_data(b"\xef\xbb\xbf" * 2 + make_client())


def test_client_data_that_are_cut_off_are_refused():
    client = make_client()

    for length in range(len(client)):
        with refusal("client_data"):
            parse_client_data(client[:length])


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b" ", b"null", b"true", b"7", b'"x"', b"[]", b"[{}]", b"{}{}", b"{} x"),
        *(b"{", b"{'a': 1}", b"{a: 1}", b'{"a": 1,}', b"\0", b"\xff", b"\xef\xbb\xbf"),
        *(b'{"a": "\x00"}', b'{"a": "\n"}', b"{}\0", b"// x\n{}", b"{}\xff"),
        *('{"type": "ä"}'.encode("latin-1"), '{"a": 1}'.encode("utf-16")),
        *(b"[" * 6000, b'{"a":' * 1200, b'{"a": ' + b"1" * 6000 + b"}"),
        b'{"a": "\xed\xa0\x80"}',
        # Said twice, at any depth.
        *(b'{"a": 1, "a": 1}', b'{"a": {"b": 1, "b": 2}}', b'{"a": 1, "\\u0061": 2}'),
    ],
)
def test_client_data_that_are_none_are_refused(data):
    with refusal("client_data"):
        parse_client_data(data)


@pytest.mark.parametrize("name", ["type", "challenge", "origin", "crossOrigin"])
def test_no_member_may_be_there_twice(name):
    client = make_client().decode()
    member = json.dumps({name: json.loads(client)[name]})[1:-1]

    for twice in (f"{{{member}, {client[1:]}", f"{client[:-1]}, {member}}}"):
        with refusal("client_data"):
            parse_client_data(twice.encode())


def test_the_facts_of_a_registration():
    data = make_data(UP | UV | AT | ED, attest(), EXTENSIONS, count=7)
    facts = parse_attestation_object(make_statement(data))

    assert facts.rp_id_hash == data[:32]
    assert (facts.is_user_present, facts.is_user_verified) == (True, True)
    assert (facts.is_backup_eligible, facts.is_backed_up) == (False, False)
    assert facts.sign_count == 7
    assert facts.key.credential_id == CREDENTIAL_ID
    assert facts.key.aaguid == "00010203-0405-0607-0809-0a0b0c0d0e0f"
    assert facts.key.algorithm == -7
    assert facts.key.cose == make_key()
    assert "cose" not in repr(facts)


def test_the_facts_of_an_assertion():
    facts = parse_authenticator_data(make_data(UP, count=2**31))

    assert facts.key is None
    assert facts.sign_count == 2**31


def test_an_attestation_object_that_is_cut_off_is_refused():
    for algorithm in EVERY_ALGORITHM:
        data = make_attested(make_key(algorithm))
        # In either order: the package makes do with less of the last one.
        pairs = [("fmt", "none"), ("attStmt", {}), ("authData", data)]
        for made in (make_statement(data), write_map(*pairs)):
            for length in range(len(made)):
                with refusal("attestation_object"):
                    parse_attestation_object(made[:length])


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
@pytest.mark.parametrize("extensions", [b"", EXTENSIONS])
def test_authenticator_data_that_are_cut_off_are_refused(algorithm, extensions):
    flags = UP | AT | (ED if extensions else 0)
    data = make_data(flags, attest(make_key(algorithm)), extensions)
    parse_authenticator_data(data)

    for length in range(len(data)):
        with refusal("authenticator_data"):
            parse_authenticator_data(data[:length])
        with refusal("authenticator_data"):
            parse_attestation_object(make_statement(data[:length]))


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
def test_a_key_that_is_cut_off_is_refused(algorithm):
    key = make_key(algorithm)

    for length in range(len(key)):
        with refusal("key"):
            check_key(key[:length])
        with refusal("key"):
            verify_signature(key[:length], b"x", sign(b"x", algorithm))


@pytest.mark.parametrize("more", [b"\0", b"\xf6", b"\xa0", b"\xff", EXTENSIONS])
def test_bytes_behind_the_end_are_refused(more):
    with refusal("attestation_object"):
        parse_attestation_object(make_statement() + more)
    for data in (make_data(), make_attested(), make_data(UP | ED, EXTENSIONS)):
        with refusal("authenticator_data"):
            parse_authenticator_data(data + more)
    with refusal("key"):
        check_key(make_key() + more)
    with refusal("key"):
        verify_signature(make_key() + more, b"x", sign(b"x"))


@pytest.mark.parametrize("wrong", [ABSENT, "text", 7, -1, True, [], {}, {"a": b""}])
def test_the_authenticator_data_are_bytes(wrong):
    statement = make_statement(authData=wrong)

    with refusal("attestation_object"):
        parse_attestation_object(statement)


def test_empty_authenticator_data_are_refused():
    with refusal("authenticator_data"):
        parse_attestation_object(make_statement(b""))


@pytest.mark.parametrize("name", ["authData", "fmt", "attStmt"])
def test_no_member_of_an_attestation_object_may_be_there_twice(name):
    members = {"fmt": "none", "attStmt": {}, "authData": make_attested()}
    pairs = list(members.items())
    parse_attestation_object(write_map(*pairs))

    for again in (members[name], 0):
        for twice in ([(name, again), *pairs], [*pairs, (name, again)]):
            with refusal("attestation_object"):
                parse_attestation_object(write_map(*twice))


@pytest.mark.parametrize("label", [1, 3, -1, -2, -3])
def test_no_member_of_a_key_may_be_there_twice(label):
    members = get_members()
    pairs = list(members.items())
    check_key(write_map(*pairs))

    for twice in ([(label, members[label]), *pairs], [*pairs, (label, b"x")]):
        key = write_map(*twice)
        with refusal("authenticator_data"):
            parse_authenticator_data(make_attested(key))
        with refusal("key"):
            check_key(key)


def test_no_extension_may_be_there_twice():
    twice = write_map(("credProtect", 2), ("credProtect", 3))

    with refusal("authenticator_data"):
        parse_authenticator_data(make_data(UP | ED, twice))


@pytest.mark.parametrize(
    "extensions",
    [
        write_map(),
        write_map(("hmac-secret", b"x" * 900)),
        write_map(("uvm", [[2, 4, 2], [4, 1, 1]]), ("x", {"y": {"z": []}})),
        write_map(*((f"extension {number}", number) for number in range(23))),
    ],
)
def test_any_extensions_are_read_over(extensions):
    facts = parse_authenticator_data(make_data(UP | AT | ED, attest(), extensions))

    assert facts.key.cose == make_key()


@pytest.mark.parametrize(
    "extensions",
    [
        *(
            b"\0",
            b"\x20",
            b"\x40",
            b"\x60",
            b"\x80",
            b"\xc0",
            b"\xe0",
            b"\xf4",
            b"\xf5",
        ),
        *(b"\xf5", b"\xf6", b"\xff", b"\xa1", b"\xa1\0", b"\xbf\xff", b"\xbf\0\0\xff"),
        # The number of members in more bytes than it takes, and more than there are.
        *(b"\xb8\0", b"\xb9\0\0", b"\xbb" + b"\xff" * 8, b"\xa1\0\x5b" + b"\xff" * 8),
        b"\xb8\x18" + b"".join(bytes([0x18, number, 0]) for number in range(24)),
        # Names that are no names.
        *(b"\xa1\x80\0", b"\xa1\xa0\0", b"\xa1\x61\xff\0"),
        b"\x81" * 2000,
        b"\xa1\0" * 2000,
    ],
)
def test_what_are_no_extensions_is_refused(extensions):
    with refusal("authenticator_data"):
        parse_authenticator_data(make_data(UP | ED, extensions))


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\0", b"\xa0", b"\x80", b"\xff" * 100, b"\xa1\x68authData", b"\xf6"),
        *(b"\x81" * 24000, b"\xa1\0" * 12000, b"\x99\x5f\xf0" + bytes(24000)),
        b"\xa1\x68authData" + b"\x9b" + b"\xff" * 8,
    ],
)
def test_what_is_no_attestation_object_is_refused(data):
    with refusal("attestation_object"):
        parse_attestation_object(data)


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
def test_a_key_of_every_algorithm_is_one(algorithm):
    check_key(make_key(algorithm))
    verify_signature(make_key(algorithm), b"x", sign(b"x", algorithm))

    with refusal("signature"):
        verify_signature(make_key(algorithm), b"y", sign(b"x", algorithm))


@pytest.mark.parametrize(
    ("algorithm", "label"),
    [
        (algorithm, label)
        for algorithm in EVERY_ALGORITHM
        for label in LABELS
        if label != "m3" or algorithm in CURVES
    ],
)
def test_each_member_of_a_key_is_needed_and_has_its_type(algorithm, label):
    for wrong in (ABSENT, b"", "", "x" * 32, 0, -999, False, [], [1] * 32, {}, {1: 1}):
        key = make_key(algorithm, **{label: wrong})
        with refusal("key"):
            check_key(key)
        with pytest.raises(CeremonyError):
            verify_signature(key, b"x", sign(b"x", algorithm))


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
def test_the_type_and_the_curve_are_those_of_the_algorithm(algorithm):
    kind, curve = get_members(algorithm)[1], get_members(algorithm)[-1]

    for other in {1, 2, 3, 4, 7} - {kind}:
        with refusal("key"):
            check_key(make_key(algorithm, kty=other))
    if isinstance(curve, int):
        for other in {*range(1, 10)} - {curve}:
            with refusal("key"):
                check_key(make_key(algorithm, m1=other))


@pytest.mark.parametrize("alg", [-7, -8, -35, -36, -53, -257])
@pytest.mark.parametrize("other", [-7, -8, -35, -36, -53, -257])
def test_a_key_of_one_algorithm_is_none_of_another(alg, other):
    if alg != other:
        with refusal("key"):
            check_key(make_key(alg, alg=other))


@pytest.mark.parametrize("alg", [-65535, -37, -47, -9, -258, -999, 0, 5])
def test_a_key_of_an_unknown_algorithm_verifies_nothing(alg):
    for made in (make_key(-257, alg=alg), make_key(alg=alg)):
        with refusal("key"):
            check_key(made)
        with refusal("key"):
            verify_signature(made, b"x", b"x")


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (0, 0),
        (1, 1),
        (P256 - 1, P256 - 1),
        (P256, P256),
        (2**256 - 1, 1),
        (0, P256 + 1),
    ],
)
def test_a_point_off_the_curve_is_no_key(x, y):
    key = make_key(m2=x.to_bytes(32, "big"), m3=y.to_bytes(32, "big"))

    with refusal("key"):
        check_key(key)


def test_a_point_of_another_curve_is_no_key():
    numbers = ec.generate_private_key(ec.SECP256K1()).public_key().public_numbers()
    x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))

    with refusal("key"):
        check_key(make_key(m2=x, m3=y))


@pytest.mark.parametrize("y", [True, False])
def test_a_compressed_point_is_no_key(y):
    with refusal("key"):
        check_key(make_key(m3=y))


@pytest.mark.parametrize("bits", [1, 8, 512, 1024, 2047, 4097, 4104, 8192])
def test_rsa_keys_have_2048_to_4096_bits(bits):
    n = (2**bits - 1).to_bytes((bits + 7) // 8, "big")

    with refusal("key"):
        check_key(make_key(-257, m1=n))


def test_zeros_make_no_rsa_key_longer():
    with refusal("key"):
        check_key(make_key(-257, m1=bytes(128) + (2**1024 - 1).to_bytes(128, "big")))


@pytest.mark.parametrize("e", [0, 1, 2, 4, 65536])
def test_rsa_keys_with_a_bad_exponent_are_none(e):
    """Everybody could sign for the first ones."""
    with refusal("key"):
        check_key(make_key(-257, m2=e.to_bytes(3, "big")))


@pytest.mark.parametrize("length", [31, 33, 0, 57])
def test_a_key_of_ed25519_has_32_bytes(length):
    with refusal("key"):
        check_key(make_key(-8, m2=b"x" * length))


def test_a_key_has_a_maximum_length():
    """It is stored as it was sent, with members that nobody knows."""
    members = get_members()
    room = 1100 - len(cbor.encode({**members, 99: b"x" * 256})) + 256
    check_key(cbor.encode({**members, 99: b"x" * room}))

    with refusal("key"):
        check_key(cbor.encode({**members, 99: b"x" * (room + 1)}))


def test_a_key_that_accepts_any_signature_is_none(monkeypatch):
    monkeypatch.setattr(parsing.CoseKey, "parse", lambda members: AcceptAll())

    with refusal("key"):
        check_key(make_key())


class AcceptAll:
    def verify(self, message, signature):
        pass


@pytest.mark.parametrize(
    "error",
    [
        *(ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError),
        *(RuntimeError, RecursionError, parsing.struct.error),
        parsing.UnsupportedAlgorithm,
    ],
)
def test_what_a_parser_stumbles_over_is_a_refusal(monkeypatch, error):
    def stumble(members):
        raise error("junk")

    monkeypatch.setattr(parsing.CoseKey, "parse", stumble)

    with refusal("key"):
        check_key(make_key())
    with refusal("key"):
        verify_signature(make_key(), b"x", b"x")


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, OSError])
def test_other_errors_are_not_hidden(monkeypatch, error):
    def fail(members):
        raise error

    monkeypatch.setattr(parsing.CoseKey, "parse", fail)

    with pytest.raises(error):
        check_key(make_key())
