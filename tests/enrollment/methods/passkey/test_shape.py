"""The shape of credentials: every member missing, of another type, too long, junk."""

import pytest
from enrollment.methods.passkey.making import (
    ABSENT,
    CREDENTIAL_ID,
    encode,
    make_assertion,
    make_registration,
)

from drf_jwt_2fa.enrollment.methods.passkey.shape import (
    MalformedCredentialError,
    read_assertion,
    read_registration,
)

READ = {"registration": read_registration, "assertion": read_assertion}
MAKE = {"registration": make_registration, "assertion": make_assertion}
# The maxima are in characters.
BINARY = {
    "registration": {
        "id": 1364,
        "rawId": 1364,
        "response.clientDataJSON": 8192,
        "response.attestationObject": 32768,
    },
    "assertion": {
        "id": 1364,
        "rawId": 1364,
        "response.clientDataJSON": 8192,
        "response.authenticatorData": 4096,
        "response.signature": 2048,
        "response.userHandle": 88,
    },
}
ATTRIBUTES = {
    "id": "id",
    "rawId": "raw_id",
    "response.clientDataJSON": "client_data",
    "response.attestationObject": "attestation_object",
    "response.authenticatorData": "authenticator_data",
    "response.signature": "signature",
}
EVERY = [(kind, path) for kind, members in BINARY.items() for path in members]
NEEDED = [pair for pair in EVERY if pair[1] != "response.userHandle"]
NO_STRINGS = [True, 0, 1.5, [], ["a"], {}, {"a": "b"}, b"YQ", bytearray(b"YQ")]

NO_BASE64URL = [
    *("a", "aaaaa", "a+aa", "a/aa", "a a", "aa\n", "\naa", "aa==\n", " ", "\0"),
    *("a=", "a===", "=aaa", "a=aa", "aa=a", "====", "aa===", "aa.aa", "aaaa,", "%41"),
    *("ääää", "\ud800aaa", "\uff21\uff21", "\U0001f511", "data:,"),
]


def put(kind, path, value):
    """Return a credential with another value at the path."""
    credential = MAKE[kind]()
    *parents, name = path.split(".")
    container = credential
    for parent in parents:
        container = container[parent]
    container[name] = value
    if value is ABSENT:
        del container[name]
    return credential


def refuse(kind, path, value):
    """Return the message of the refusal, which is one sentence about the path."""
    with pytest.raises(MalformedCredentialError) as found:
        READ[kind](put(kind, path, value))
    message = str(found.value)
    assert message.startswith(f"{path} is ")
    assert message.endswith(".")
    return message


def test_a_registration_of_a_browser_is_read():
    answer = read_registration(make_registration())

    assert answer.id == answer.raw_id == CREDENTIAL_ID
    assert answer.type == "public-key"
    assert answer.client_data.startswith(b'{"type"')
    assert answer.transports == ("internal", "hybrid")
    assert answer.is_discoverable is None


def test_an_assertion_of_a_browser_is_read():
    answer = read_assertion(make_assertion(response={"userHandle": "aGFuZGxl"}))

    assert answer.id == answer.raw_id == CREDENTIAL_ID
    assert len(answer.authenticator_data) == 37
    assert answer.signature.startswith(b"0")
    assert answer.user_handle == "aGFuZGxl"


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize(
    "credential", [None, True, 7, "", "{}", "x" * 9000, [], [{}], b"{}", ["id"]]
)
def test_what_is_no_object_is_refused(kind, credential):
    with pytest.raises(MalformedCredentialError, match=r"^The credential is not an ob"):
        READ[kind](credential)


@pytest.mark.parametrize(("kind", "path"), NEEDED)
def test_each_member_is_needed(kind, path):
    assert refuse(kind, path, ABSENT) == f"{path} is not a string."
    assert refuse(kind, path, None) == f"{path} is not a string."


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("value", [ABSENT, None, *NO_STRINGS[:5], *NO_STRINGS[7:]])
def test_the_type_is_a_string(kind, value):
    assert refuse(kind, "type", value) == "type is not a string."


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("value", [ABSENT, None, "", "{}", 7, True, [], [{}]])
def test_the_response_is_an_object(kind, value):
    assert refuse(kind, "response", value) == "response is not an object."


@pytest.mark.parametrize(("kind", "path"), EVERY)
def test_each_member_is_a_string(kind, path):
    for value in NO_STRINGS:
        assert refuse(kind, path, value) == f"{path} is not a string."


@pytest.mark.parametrize(("kind", "path"), EVERY)
def test_each_member_is_base64url(kind, path):
    for value in NO_BASE64URL:
        assert refuse(kind, path, value) == f"{path} is not base64url."


@pytest.mark.parametrize(("kind", "path"), NEEDED)
@pytest.mark.parametrize(
    ("text", "data"),
    [("", b""), ("_-8", b"\xff\xef"), ("_-8=", b"\xff\xef"), ("AA==", b"\0")],
)
def test_padding_is_tolerated(kind, path, text, data):
    answer = READ[kind](put(kind, path, text))

    assert getattr(answer, ATTRIBUTES[path]) == data


@pytest.mark.parametrize(
    ("kind", "path", "longest"),
    [(kind, path, BINARY[kind][path]) for kind, path in EVERY],
)
def test_each_member_has_a_maximum_length(kind, path, longest):
    READ[kind](put(kind, path, "a" * longest))

    for length in (longest + 1, longest + 2, longest + 4, longest * 100):
        assert refuse(kind, path, "a" * length) == f"{path} is too long."


@pytest.mark.parametrize("kind", READ)
def test_the_type_has_a_maximum_length(kind):
    assert READ[kind](put(kind, "type", "x" * 32)).type == "x" * 32
    assert refuse(kind, "type", "x" * 33) == "type is too long."


def test_the_longest_id_and_the_longest_user_handle_fit():
    longest = encode(bytes(1023))
    handle = encode(bytes(64))

    for made, read in ((longest, "id"), (longest, "rawId")):
        assert READ["assertion"](put("assertion", read, made))
    answer = READ["assertion"](put("assertion", "response.userHandle", f"{handle}=="))
    assert answer.user_handle == handle


@pytest.mark.parametrize("handle", [ABSENT, None, ""])
def test_there_may_be_no_user_handle(handle):
    """Some clients write null, some an empty string."""
    answer = read_assertion(put("assertion", "response.userHandle", handle))

    assert answer.user_handle is None


@pytest.mark.parametrize("handle", ["aGFuZGxlcg", "aGFuZGxlcg==", "aGFuZGxlch"])
def test_a_user_handle_has_one_spelling(handle):
    answer = read_assertion(put("assertion", "response.userHandle", handle))

    assert answer.user_handle == "aGFuZGxlcg"


@pytest.mark.parametrize("value", [ABSENT, None, []])
def test_there_may_be_no_transports(value):
    answer = read_registration(put("registration", "response.transports", value))

    assert answer.transports == ()


@pytest.mark.parametrize(
    "value",
    [[""], ["cable"], ["x" * 32], ["usb"] * 16, ["smart-card", "unknown transport"]],
)
def test_transports_are_kept_as_they_are(value):
    answer = read_registration(put("registration", "response.transports", value))

    assert answer.transports == tuple(value)


@pytest.mark.parametrize(
    "value",
    [
        *("usb", "", 7, True, {}, {"usb": 1}, ["usb"] * 17, ["x" * 33]),
        *([None], [7], [["usb"]], [{}], ["usb", None], [b"usb"]),
        # Neither the database nor JSON can keep all of these.
        *(["\0"], ["usb\n"], ["\ud800"], ["\u202e"], ["\x7f"]),
    ],
)
def test_transports_are_a_short_list_of_short_strings(value):
    message = refuse("registration", "response.transports", value)

    assert message == "response.transports is not a list of strings."


@pytest.mark.parametrize(
    ("results", "found"),
    [
        ({"credProps": {"rk": True}}, True),
        ({"credProps": {"rk": False}}, False),
        ({"credProps": {}}, None),
        ({"credProps": {"rk": None}}, None),
        ({"credProps": {"rk": 1}}, None),
        ({"credProps": {"rk": "true"}}, None),
        ({"credProps": True}, None),
        ({"credProps": [{"rk": True}]}, None),
        ({}, None),
        (None, None),
        ("x", None),
        ([["credProps"]], None),
        (ABSENT, None),
    ],
)
def test_clients_may_say_whether_the_key_is_discoverable(results, found):
    credential = put("registration", "clientExtensionResults", results)

    assert read_registration(credential).is_discoverable is found


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("value", [None, "x" * 10**6, {"a": [{}] * 1000}, "\ud800"])
def test_unknown_members_are_ignored(kind, value):
    """Others that the standard has among them."""
    for path in ("x", "authenticatorAttachment", "response.x", "response.publicKey"):
        answer = READ[kind](put(kind, path, value))
        assert answer.id == answer.raw_id == CREDENTIAL_ID


def test_the_caller_says_which_kind_it_is():
    with pytest.raises(MalformedCredentialError, match=r"^response.authenticatorData"):
        read_assertion(put("registration", "response.authenticatorData", ABSENT))
    with pytest.raises(MalformedCredentialError, match=r"^response.signature"):
        read_assertion(make_registration())
    with pytest.raises(MalformedCredentialError, match=r"^response.attestationObject"):
        read_registration(make_assertion())


def test_no_message_repeats_what_was_sent():
    message = refuse("assertion", "response.signature", "secret!")

    assert "secret" not in message
