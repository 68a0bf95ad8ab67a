"""Assertions (WebAuthn L3, 7.2): the vectors, and one test for each check."""

import dataclasses

import pytest
from enrollment.methods.passkey.making import (
    AT,
    BE,
    BS,
    CHALLENGE,
    CREDENTIAL_ID,
    ED,
    EVERY_ALGORITHM,
    SITE,
    UP,
    UV,
    encode,
    find_wrong_flag,
    get_parts,
    make_assertion,
    make_client,
    make_data,
    make_key,
    refusal,
    sign,
    use,
)
from enrollment.methods.passkey.vectors import (
    NEVER,
    POSSIBLE,
    USUAL,
    find,
    get_site,
)

from drf_jwt_2fa.enrollment.methods.passkey.assertion import (
    check_assertion,
    check_signature,
)
from drf_jwt_2fa.enrollment.methods.passkey.registration import check_registration
from drf_jwt_2fa.enrollment.methods.passkey.shape import (
    read_assertion,
    read_registration,
)


def find_key(vector):
    challenge, credential = vector.make("registration")
    answer = read_registration(credential)
    return check_registration(
        answer, challenge, get_site(vector.name), needs_user_verification=False
    ).public_key


@pytest.mark.parametrize("vector", POSSIBLE, ids=str)
def test_the_key_of_a_vector_has_signed_its_assertion(vector):
    challenge, credential = vector.make("authentication")

    found = use(
        credential, find_key(vector), get_site(vector.name), challenge=challenge
    )

    assert found.credential_id == vector.credential_id
    assert found.user_handle is None


@pytest.mark.parametrize("vector", POSSIBLE, ids=str)
def test_no_other_key_has(vector):
    challenge, credential = vector.make("authentication")

    with refusal("signature"):
        use(credential, make_key(), get_site(vector.name), challenge=challenge)


@pytest.mark.parametrize("name", [NEVER, "none-es256-topOrigin"])
def test_vectors_of_framed_pages_are_refused_under_the_default_settings(name):
    challenge, credential = find(name).make("authentication")

    with refusal("cross_origin"):
        use(credential, make_key(), get_site(), challenge=challenge)


def test_a_framed_page_that_names_no_other_is_refused_whatever_is_allowed():
    challenge, credential = find(NEVER).make("authentication")

    with refusal("cross_origin"):
        use(
            credential,
            make_key(),
            get_site("none-es256-topOrigin"),
            challenge=challenge,
        )


def test_the_vector_without_user_verification_is_no_login_by_itself():
    challenge, credential = find("none-es256").make("authentication")

    with refusal("user_verification"):
        use(credential, make_key(), get_site(), challenge=challenge, verified=True)


@pytest.mark.parametrize("vector", USUAL, ids=str)
def test_no_vector_answers_the_challenge_of_its_registration(vector):
    challenge, _ = vector.make("registration")
    _, credential = vector.make("authentication")

    with refusal("challenge"):
        use(credential, make_key(), get_site(), challenge=challenge)


def test_everything_of_the_assertion_is_read():
    data = make_data(UP | UV | BE | BS, count=2**32 - 1)
    credential = make_assertion(data=data, response={"userHandle": "aGFuZGxl"})

    found = dataclasses.asdict(use(credential))

    assert found.pop("signed").startswith(data)
    assert encode(found.pop("signature")) == credential["response"]["signature"]
    assert found == {
        "credential_id": CREDENTIAL_ID,
        "user_handle": "aGFuZGxl",
        "sign_count": 2**32 - 1,
        "is_backup_eligible": True,
        "is_backed_up": True,
        "is_user_verified": True,
    }


def test_what_is_signed_appears_in_no_repr():
    shown = repr(use(make_assertion(response={"userHandle": "aGFuZGxl"})))

    assert "sign" not in shown.replace("sign_count", "")
    assert "aGFuZGxl" not in shown


@pytest.mark.parametrize("verified", [False, True])
def test_every_combination_of_flags(verified):
    accepted = 0
    for flags in range(256):
        credential = make_assertion(data=make_data(flags, *get_parts(flags)))
        reason = find_wrong_flag(flags, verified=verified)
        if reason is None:
            found = use(credential, verified=verified)
            assert found.is_user_verified == bool(flags & UV)
            assert found.is_backup_eligible == bool(flags & BE)
            assert found.is_backed_up == bool(flags & BS)
            accepted += 1
            continue
        with refusal(reason):
            use(credential, verified=verified)

    # UP is set, BS only with BE; UV, AT, ED and the reserved ones may be anything.
    assert accepted == 3 * 2**5 // (2 if verified else 1)


def test_flags_and_parts_must_fit():
    for flags in range(256):
        for wrong in (AT, ED, AT | ED):
            data = make_data(flags, *get_parts(flags ^ wrong))
            with refusal("authenticator_data"):
                use(make_assertion(data=data))


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
def test_a_key_of_every_algorithm_verifies_its_signature(algorithm):
    key = make_key(algorithm)

    use(make_assertion(algorithm=algorithm), key)


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
def test_a_signature_that_is_cut_off_or_longer_is_refused(algorithm):
    credential = make_assertion(algorithm=algorithm)
    answer = read_assertion(credential)
    wrong = [answer.signature[:length] for length in range(len(answer.signature))]
    wrong += [answer.signature + b"\0", b"\0" + answer.signature, answer.signature * 2]

    for signature in wrong:
        changed = {**credential["response"], "signature": encode(signature)}
        with refusal("signature"):
            use({**credential, "response": changed}, make_key(algorithm))


@pytest.mark.parametrize("algorithm", EVERY_ALGORITHM)
def test_no_bit_of_what_is_signed_may_change(algorithm):
    assertion = check(make_assertion(algorithm=algorithm))

    for place in range(len(assertion.signed)):
        signed = bytearray(assertion.signed)
        signed[place] ^= 1 << place % 8
        changed = dataclasses.replace(assertion, signed=bytes(signed))
        with refusal("signature"):
            check_signature(changed, make_key(algorithm))


def check(credential):
    return check_assertion(
        read_assertion(credential), CHALLENGE, SITE, needs_user_verification=False
    )


def test_the_signature_is_of_the_client_data_that_were_sent():
    credential = make_assertion(make_client("get", extra="1"))
    other = encode(make_client("get", extra="2"))
    credential["response"]["clientDataJSON"] = other

    with refusal("signature"):
        use(credential)


def test_the_signature_is_of_the_authenticator_data_that_were_sent():
    credential = make_assertion(data=make_data(UP))
    credential["response"]["authenticatorData"] = encode(make_data(UP | UV))

    with refusal("signature"):
        use(credential)


def test_a_signature_over_the_client_data_alone_is_refused():
    client = make_client("get")
    response = {"signature": encode(sign(client))}

    with refusal("signature"):
        use(make_assertion(client, response=response))


def test_a_registration_is_no_assertion():
    with refusal("client_data_type"):
        use(make_assertion(make_client("create")))


@pytest.mark.parametrize(
    "stored",
    [b"", b"\0", b"\xa0", b"\x80", make_key()[:-1], make_key() + b"\0", b"x" * 100],
    # Each process makes keys of its own.
    ids=["nothing", "zero", "no members", "a list", "cut off", "longer", "text"],
)
def test_a_stored_key_that_is_none_verifies_nothing(stored):
    with refusal("key"):
        use(make_assertion(), stored)


def test_an_imported_key_is_held_to_the_same_sizes():
    key = make_key(-257, m1=(2**1024 - 1).to_bytes(128, "big"))
    credential = make_assertion(algorithm=-257)

    with refusal("key"):
        use(credential, key)


@pytest.mark.parametrize("wrong", ["rp_id", "challenge", "type"])
def test_each_part_is_looked_at(wrong):
    made = {
        "rp_id": make_assertion(data=make_data(UP, rp_id="example.com")),
        "challenge": make_assertion(make_client("get", challenge="AAAA")),
        "type": make_assertion(type="password"),
    }

    with refusal(wrong):
        use(made[wrong])
