"""Strangers send anything: whatever it is, it is refused, and nothing else happens."""

import base64
import json
import random
from collections import Counter
from datetime import timedelta

import pytest
from enrollment.methods.passkey.making import (
    CHALLENGE,
    EVERY_ALGORITHM,
    EXTENSIONS,
    ORIGIN,
    SITE,
    encode,
    make_assertion,
    make_client,
    make_data,
    make_key,
    make_registration,
    register,
    use,
)
from fido2 import cbor
from testproject.enrolling import get_claims, make_access_token
from testproject.passkeys import SETTINGS

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.methods.passkey.shape import MalformedCredentialError
from drf_jwt_2fa.enrollment.methods.passkey.values import CeremonyError
from drf_jwt_2fa.enrollment.models import Passkey
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey

SEED = 20_260_730
ROUNDS = 10_000  # of each ceremony
HTTP_ROUNDS = 150
BYTES = [b"", b"\0", b"\xff", b"\xa0", b"\xbf", b"\x9f", b"\x5f", b"\x7f", b"\x1b"]
BYTES += [b"\xfb", b"\xc0", b"\xf6", b"\x81" * 300, b"\xa1\0" * 300, b"[" * 3000]
BYTES += [b"\x5b" + b"\xff" * 8, b"\xbb" + b"\xff" * 8, b"\xed\xa0\x80", b'{"a":1}']
VALUES = [None, True, False, 0, -1, 2**64, 1.5, float("inf"), "", "a", "=", "\ud800"]
VALUES += ["\0", "ä", "A" * 40_000, "public-key", CHALLENGE, ORIGIN, [], {}, [[]], b"x"]
VALUES += [{"rk": True}, ["usb"] * 17, ["\ud800"], {"": None}, [None], "../../etc"]
NUMBERS = [0, 1, 2, 3, -1, -7, -8, -257, -65535, 2**31, 2**63, 2**64 - 1, -(2**64)]
MEMBERS = [
    *NUMBERS,
    b"",
    b"x" * 32,
    b"\xff" * 600,
    "",
    "x",
    True,
    [],
    {},
    [[]],
    [1] * 32,
]
IDS = [b"", b"x" * 1023, b"x" * 1024]


class Mutator:
    """Somebody who changes one or two things of a credential."""

    def __init__(self):
        self.random = random.Random(SEED)

    def mutate(self, credential):
        changed = json.loads(json.dumps(credential))
        for _ in range(self.random.choice((1, 1, 1, 2))):
            changed = self.random.choice(
                (
                    self.change_bytes,
                    self.change_bytes,
                    self.change_json,
                    self.change_inside,
                )
            )(changed)
        return changed

    def change_json(self, credential):
        """Drop, replace or add a member somewhere."""
        if not isinstance(credential, dict) or self.random.random() < 0.02:
            return self.random.choice(VALUES)
        container = credential
        response = credential.get("response")
        if isinstance(response, dict) and self.random.random() < 0.6:
            container = response
        name = self.random.choice([*container, "x"])
        if self.random.random() < 0.3:
            container.pop(name, None)
        else:
            container[name] = self.random.choice([*VALUES, *container.values()])
        return credential

    def change_bytes(self, credential):
        """Change bytes of one of the binary members."""
        found = find_binary(credential)
        if not found:
            return credential
        container, name = self.random.choice(found)
        data = self.change(decode(container[name]))
        container[name] = encode(data)
        return credential

    def change(self, data):
        start, end = sorted(self.random.choices(range(len(data) + 1), k=2))
        kind = self.random.randrange(6)
        if kind == 0 and data:
            place = self.random.randrange(len(data))
            flipped = data[place] ^ (1 << self.random.randrange(8))
            return data[:place] + bytes([flipped]) + data[place + 1 :]
        if kind == 1:
            return data[:start]
        if kind == 2:
            return data[:start] + data[end:]
        if kind == 3:
            return data[:end] + data[start:]
        piece = self.random.choice([*BYTES, self.random.randbytes(8)])
        return data[:start] + piece + data[end if kind == 4 else start :]

    def change_inside(self, credential):
        """Change the client data or the key, and write them well again."""
        response = credential.get("response") if isinstance(credential, dict) else None
        if not isinstance(response, dict):
            return credential
        if "attestationObject" in response and self.random.random() < 0.5:
            response["attestationObject"] = encode(self.make_statement())
        else:
            kind = "create" if "attestationObject" in response else "get"
            members = json.loads(make_client(kind))
            name = self.random.choice([*members, "crossOrigin", "topOrigin", "x"])
            members[name] = self.random.choice([v for v in VALUES if v != b"x"])
            response["clientDataJSON"] = encode(json.dumps(members).encode())
        return credential

    def make_statement(self):
        key = cbor.decode(make_key(self.random.choice(EVERY_ALGORITHM)))
        label = self.random.choice([*key, self.random.choice(NUMBERS)])
        key[label] = self.random.choice(MEMBERS)
        credential_id = self.random.choice([*IDS, bytes(range(32))])
        attested = bytes(16) + len(credential_id).to_bytes(2, "big") + credential_id
        flags = self.random.randrange(256)
        data = make_data(flags, attested, cbor.encode(key), EXTENSIONS[: flags // 9])
        members = {"fmt": "none", "attStmt": {}, "authData": data}
        members[self.random.choice([*members, "x"])] = self.random.choice(
            [data, *MEMBERS]
        )
        return cbor.encode(members)


def find_binary(credential):
    if not isinstance(credential, dict):
        return []
    response = credential.get("response")
    containers = [credential, *([response] if isinstance(response, dict) else [])]
    return [
        (container, name)
        for container in containers
        for name, value in container.items()
        if isinstance(value, str) and name not in ("type", "authenticatorAttachment")
        # What an earlier change has left need not be base64url.
        if value.isascii() and value.replace("-", "").replace("_", "").isalnum()
        if len(value) % 4 != 1
    ]


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def count_refusals(run, make, is_fine):
    """Return how often each kind of refusal was the answer, and how often none was."""
    mutator = Mutator()
    credentials = [make(), make(response={"userHandle": "aGFuZGxl"})]
    counts = dict.fromkeys(("refused", "malformed", "accepted"), 0)
    for number in range(ROUNDS):
        credential = mutator.mutate(credentials[number % 2])
        try:
            found = run(credential)
        except CeremonyError:
            counts["refused"] += 1
        except MalformedCredentialError:
            counts["malformed"] += 1
        else:
            assert is_fine(found, credential), credential
            counts["accepted"] += 1
    return counts


def test_junk_in_place_of_a_registration_is_refused():
    def is_fine(key, credential):
        data = decode(credential["response"]["attestationObject"])
        return key.public_key in data and decode(credential["id"]) == key.credential_id

    counts = count_refusals(register, make_registration, is_fine)

    assert sum(counts.values()) == ROUNDS
    assert min(counts.values()) > ROUNDS / 50


def test_junk_in_place_of_an_assertion_is_refused():
    signed = [
        decode(make_assertion()["response"][name])
        for name in ("authenticatorData", "clientDataJSON")
    ]

    def is_fine(_assertion, credential):
        """Nothing of what is signed has changed, if it is accepted."""
        return signed == [
            decode(credential["response"][name])
            for name in ("authenticatorData", "clientDataJSON")
        ]

    counts = count_refusals(use, make_assertion, is_fine)

    assert sum(counts.values()) == ROUNDS
    assert min(counts.values()) > ROUNDS / 50


@pytest.mark.parametrize("run", [register, use])
@pytest.mark.parametrize("value", VALUES)
def test_no_value_is_a_credential(run, value):
    with pytest.raises(MalformedCredentialError):
        run(value, site=SITE)


@pytest.fixture
def client(settings, ann, without_listeners):
    """Somebody whom no limit stops."""
    unlimited = {
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 10_000,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
        "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0),
        "PASSKEY_LOGIN_THROTTLE_RATE": None,
        "CODE_TOKEN_THROTTLE_RATE": None,
    }
    settings.JWT2FA_AUTH = {**SETTINGS, **unlimited}
    return Client(ann.api)


class Client:
    """Somebody who sends junk over HTTP, and counts what it is answered with."""

    def __init__(self, api):
        self.api, self.mutator, self.counts = api, Mutator(), Counter()

    def send(self, path, credential, **data):
        junk = self.mutator.mutate(credential)
        body = json.dumps({**data, "credential": junk}, default=str)
        response = self.api.generic("POST", path, body, "application/json")
        assert response["Content-Type"] == "application/json", junk
        self.counts[response.status_code] += 1
        return response


def test_junk_over_http_enrols_nothing_else(client, user):
    for _ in range(HTTP_ROUNDS):
        token = make_access_token(user)
        client.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        options = client.api.post("/passkeys/setup/").json()["challenge"]
        key = SoftwarePasskey()
        response = client.send("/passkeys/confirm/", key.register(options))
        if response.status_code == 200:
            row = Passkey.objects.get()
            assert bytes(row.credential_id) == key.credential_id
            # What was kept can be shown and asked for.
            client.api.credentials(
                HTTP_AUTHORIZATION=f"Bearer {response.json()['access']}"
            )
            assert client.api.get("/passkeys/").status_code == 200
            assert client.api.post("/step-up/").status_code == 200
            changes.reset(user)

    assert set(client.counts) == {200, 400, 403}


def test_junk_over_http_is_no_login(client, user):
    key = create_passkey(user, is_synced=True)
    client.api.credentials()

    for _ in range(HTTP_ROUNDS):
        begun = client.api.get_code().json()
        credential = key.answer(begun["challenge"])
        client.send("/auth/", credential, code_token=begun["token"])

    assert set(client.counts) == {200, 400, 401}


def test_junk_over_http_is_no_login_without_a_password(client, user):
    key = create_passkey(user, is_synced=True)
    client.api.credentials()

    for _ in range(HTTP_ROUNDS):
        begun = client.api.post("/passkey-login/").json()
        credential = key.answer(begun["challenge"])
        response = client.send("/auth/", credential, code_token=begun["token"])
        if response.status_code == 200:
            found = get_claims(response.json()["access"])["user_id"]
            # Text, in newer releases of Simple JWT.
            assert str(found) == str(user.pk)

    assert set(client.counts) == {200, 400, 401}
