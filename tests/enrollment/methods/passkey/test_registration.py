"""Registrations (WebAuthn L3, 7.1): the vectors, and one test for each check."""

import dataclasses
import uuid

import pytest
from enrollment.methods.passkey.making import (
    AAGUID,
    ABSENT,
    AT,
    BE,
    BS,
    CREDENTIAL_ID,
    ED,
    EVERY_ALGORITHM,
    EXTENSIONS,
    RFU1,
    RFU2,
    SITE,
    UP,
    UV,
    attest,
    encode,
    find_wrong_flag,
    get_members,
    get_parts,
    make_assertion,
    make_attested,
    make_client,
    make_data,
    make_key,
    make_registration,
    make_statement,
    refusal,
    register,
    use,
)
from enrollment.methods.passkey.vectors import (
    NEVER,
    POSSIBLE,
    UNUSUAL,
    USUAL,
    VECTORS,
    find,
    get_site,
)
from fido2 import cbor

REASONS = {NEVER: "cross_origin", "none-es256-topOrigin": "cross_origin"}


def test_these_are_all_the_vectors():
    assert len(VECTORS) == 15
    assert [one.name for one in UNUSUAL] == [
        *("none-es256-crossOrigin", "none-es256-topOrigin"),
        *("packed-es384", "packed-es512", "packed-ed448"),
    ]


@pytest.mark.parametrize("vector", USUAL, ids=str)
def test_a_vector_registers_under_the_default_settings(vector):
    challenge, credential = vector.make("registration")

    key = register(credential, get_site(), challenge=challenge)

    assert key.credential_id == vector.credential_id
    assert key.public_key in vector.registration["attestationObject"]
    assert key.aaguid == str(uuid.UUID(bytes=vector.registration["aaguid"]))
    assert key.sign_count == 0


@pytest.mark.parametrize("vector", UNUSUAL, ids=str)
def test_other_vectors_are_refused_under_the_default_settings(vector):
    challenge, credential = vector.make("registration")

    with refusal(REASONS.get(vector.name, "algorithm")):
        register(credential, get_site(), challenge=challenge)


@pytest.mark.parametrize("vector", POSSIBLE, ids=str)
def test_settings_can_allow_a_vector(vector):
    challenge, credential = vector.make("registration")

    key = register(credential, get_site(vector.name), challenge=challenge)

    assert key.credential_id == vector.credential_id


def test_a_framed_page_that_names_no_other_is_refused_whatever_is_allowed():
    challenge, credential = find(NEVER).make("registration")

    with refusal("cross_origin"):
        register(credential, get_site("none-es256-topOrigin"), challenge=challenge)


def test_the_longest_id_of_the_vectors_has_1023_bytes():
    assert max(len(one.credential_id) for one in USUAL) == 1023


def test_a_vector_without_user_verification_is_refused_where_it_is_needed():
    challenge, credential = find("none-es256").make("registration")

    with refusal("user_verification"):
        register(credential, get_site(), challenge=challenge, verified=True)


def test_the_vector_of_one_registration_answers_no_other():
    _, credential = find("none-es256").make("registration")
    challenge, _ = find("packed-es256").make("registration")

    with refusal("challenge"):
        register(credential, get_site(), challenge=challenge)


def test_everything_of_the_key_is_read():
    data = make_data(UP | UV | BE | BS | AT, attest(), count=2**32 - 1)
    extensions = {"credProps": {"rk": True}}

    key = register(make_registration(data=data, clientExtensionResults=extensions))

    assert dataclasses.asdict(key) == {
        "credential_id": CREDENTIAL_ID,
        "public_key": make_key(),
        "sign_count": 2**32 - 1,
        "is_backup_eligible": True,
        "is_backed_up": True,
        "is_user_verified": True,
        "aaguid": str(uuid.UUID(bytes=AAGUID)),
        "transports": ("internal", "hybrid"),
        "is_discoverable": True,
    }


def test_flags_that_are_not_set_are_not_read():
    key = register(make_registration(data=make_data(UP | AT, attest())))

    assert (key.is_backup_eligible, key.is_backed_up) == (False, False)
    assert not key.is_user_verified


@pytest.mark.parametrize("verified", [False, True])
def test_every_combination_of_flags(verified):
    accepted = 0
    for flags in range(256):
        credential = make_registration(data=make_data(flags, *get_parts(flags)))
        reason = find_wrong_flag(flags, verified=verified)
        reason = reason or (None if flags & AT else "no_key")
        if reason is None:
            key = register(credential, verified=verified)
            assert key.is_user_verified == bool(flags & UV)
            assert key.is_backup_eligible == bool(flags & BE)
            assert key.is_backed_up == bool(flags & BS)
            accepted += 1
            continue
        with refusal(reason):
            register(credential, verified=verified)

    # UP and AT are set, BS only with BE; UV, ED and the reserved ones may be anything.
    assert accepted == 3 * 2**4 // (2 if verified else 1)


def test_flags_and_parts_must_fit():
    """With parts too many or too few, where the flags say otherwise."""
    for flags in range(256):
        for wrong in (AT, ED, AT | ED):
            data = make_data(flags, *get_parts(flags ^ wrong))
            with refusal("authenticator_data"):
                register(make_registration(data=data))


@pytest.mark.parametrize("reserved", [RFU1, RFU2, RFU1 | RFU2])
def test_reserved_flags_are_left_to_later_levels(reserved):
    credential = make_registration(data=make_attested(flags=UP | UV | AT | reserved))

    assert register(credential).is_user_verified


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
def test_a_key_of_every_algorithm_registers_where_it_is_listed(algorithm):
    site = dataclasses.replace(SITE, algorithms=(algorithm,))
    credential = make_registration(data=make_attested(make_key(algorithm)))

    assert register(credential, site).public_key == make_key(algorithm)


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
def test_a_key_of_an_algorithm_that_is_not_listed_is_refused(algorithm):
    others = tuple(one for one in EVERY_ALGORITHM if one != algorithm)
    site = dataclasses.replace(SITE, algorithms=others)

    with refusal("algorithm"):
        register(make_registration(data=make_attested(make_key(algorithm))), site)


@pytest.mark.parametrize("alg", [-65535, -999, -37, -47, -48, 0, 7, b"-7", "-7", [-7]])
def test_a_key_of_a_strange_algorithm_is_refused(alg):
    with refusal("algorithm"):
        register(make_registration(data=make_attested(make_key(alg=alg))))


@pytest.mark.parametrize("alg", [-65535, -999, -37, -47, -9])
def test_listing_an_algorithm_that_is_not_known_lets_nobody_in(alg):
    """PS256 among them: the package wants salts of another length than RFC 8230."""
    site = dataclasses.replace(SITE, algorithms=(alg,))
    members = {**get_members(-257 if alg in (-65535, -37) else -7), 3: alg}

    with refusal("key"):
        register(make_registration(data=make_attested(cbor.encode(members))), site)


def test_the_key_is_kept_as_it_was_sent():
    """Even with its members in an order that nobody should send."""
    members = get_members()
    pairs = [cbor.encode(one) for item in reversed(members.items()) for one in item]
    sent = bytes([0xA0 | len(members)]) + b"".join(pairs)
    assert sent != make_key()

    key = register(make_registration(data=make_attested(sent)))

    assert key.public_key == sent
    use(make_assertion(), sent)


@pytest.mark.parametrize("length", [1, 16, 255, 256, 1023])
def test_an_id_of_any_allowed_length(length):
    credential_id = bytes([7]) * length
    data = make_data(UP | AT, attest(credential_id=credential_id))
    spelled = encode(credential_id)

    key = register(make_registration(data=data, id=spelled, rawId=spelled))

    assert key.credential_id == credential_id


@pytest.mark.parametrize("length", [0, 1024, 2000])
def test_an_id_that_is_too_short_or_too_long_is_refused(length):
    data = make_data(UP | AT, attest(credential_id=bytes(length)))

    with refusal("id_length"):
        register(make_registration(data=data))


def test_an_empty_id_is_refused_though_it_is_the_same_everywhere():
    data = make_data(UP | AT, attest(credential_id=b""))

    with refusal("id_length"):
        register(make_registration(data=data, id="", rawId=""))


@pytest.mark.parametrize(
    "other", [CREDENTIAL_ID[:-1], CREDENTIAL_ID + b"\0", bytes(32), b"\0"]
)
def test_the_client_and_the_authenticator_must_name_the_same_key(other):
    data = make_data(UP | AT, attest(credential_id=other))

    with refusal("id"):
        register(make_registration(data=data))


@pytest.mark.parametrize("bits", [1024, 2047, 4104, 8192])
def test_rsa_keys_that_are_too_short_or_too_long_are_refused(bits):
    n = (2**bits - 1).to_bytes((bits + 7) // 8, "big")

    with refusal("key"):
        register(make_registration(data=make_attested(make_key(-257, m1=n))))


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_rsa_keys_of_usual_lengths_register(bits):
    n = (2**bits - 1).to_bytes(bits // 8, "big")
    key = make_key(-257, m1=n)

    assert register(make_registration(data=make_attested(key))).public_key == key


@pytest.mark.parametrize("fmt", ["none", "packed", "tpm", "x" * 500, "", 7, ABSENT])
@pytest.mark.parametrize("statement", [{}, {"sig": b"x"}, [], "x", ABSENT])
def test_the_attestation_is_not_looked_at(fmt, statement):
    """None was asked for: a wrong one is worth as much as none (step 24)."""
    made = make_statement(fmt=fmt, attStmt=statement)

    assert register(make_registration(statement=made)).public_key == make_key()


def test_extensions_that_nobody_asked_for_are_ignored():
    data = make_data(UP | AT | ED, attest(), EXTENSIONS)
    results = {"credProps": {"rk": False, "x": [1]}, "appid": True, "x": {"y": None}}

    key = register(make_registration(data=data, clientExtensionResults=results))

    assert key.is_discoverable is False
    assert key.public_key == make_key()


def test_an_assertion_is_no_registration():
    client = make_client("get")

    with refusal("client_data_type"):
        register(make_registration(client))


@pytest.mark.parametrize("missing", ["rp_id", "no_key", "challenge", "type"])
def test_each_part_is_looked_at(missing):
    made = {
        "rp_id": make_registration(
            data=make_data(UP | AT, attest(), rp_id="example.com")
        ),
        "no_key": make_registration(data=make_data(UP)),
        "challenge": make_registration(make_client(challenge="AAAA")),
        "type": make_registration(type="password"),
    }

    with refusal(missing):
        register(made[missing])
