"""The checks that both ceremonies have in common, one test for each, in both."""

import json

import pytest
from enrollment.methods.passkey.making import (
    ABSENT,
    AT,
    BS,
    CHALLENGE,
    CREDENTIAL_ID,
    ORIGIN,
    UP,
    UV,
    attest,
    encode,
    make_assertion,
    make_client,
    make_data,
    make_registration,
    refusal,
    register,
    use,
)

from drf_jwt_2fa.enrollment.methods.passkey.values import RelyingParty

TOP = "https://partner.example"
ANDROID = "android:apk-key-hash:" + encode(bytes(range(32)))
OTHER_ANDROID = "android:apk-key-hash:" + encode(bytes(32))
ORIGINS = (ORIGIN, "https://app.example.org:8443", "http://localhost:3000", ANDROID)


class Ceremony:
    """One of the two ceremonies, with any part replaced."""

    def __init__(self, kind):
        self.kind = kind

    def make(self, client=(), *, data=None, raw=None, **members):
        raw = make_client(self.kind, **dict(client)) if raw is None else raw
        if self.kind == "get":
            return make_assertion(raw, data, **members)
        return make_registration(raw, data, **members)

    def make_data(self, flags, **more):
        if self.kind == "get":
            return make_data(flags, **more)
        return make_data(flags | AT, attest(), **more)

    def run(self, credential, site=None, **more):
        site = site or RelyingParty("example.org", ORIGINS, (TOP,), (-7,))
        run = use if self.kind == "get" else register
        return run(credential, site=site, **more)


@pytest.fixture(params=["create", "get"])
def ceremony(request):
    return Ceremony(request.param)


def test_what_a_browser_makes_is_accepted(ceremony):
    ceremony.run(ceremony.make())


@pytest.mark.parametrize("kind", ["password", "PUBLIC-KEY", "public-key ", ""])
def test_another_type_of_credential_is_refused(ceremony, kind):
    with refusal("type"):
        ceremony.run(ceremony.make(type=kind))


@pytest.mark.parametrize("name", ["id", "rawId"])
@pytest.mark.parametrize(
    "other", ["", "AA", encode(CREDENTIAL_ID[:-1]), encode(CREDENTIAL_ID + b"\0")]
)
def test_both_spellings_of_the_id_must_be_the_same(ceremony, name, other):
    with refusal("id"):
        ceremony.run(ceremony.make(**{name: other}))


def test_padding_makes_no_other_id(ceremony):
    ceremony.run(ceremony.make(rawId=f"{encode(CREDENTIAL_ID)}="))


@pytest.mark.parametrize(
    "kind",
    ["webauthn.CREATE", "webauthn.get ", "payment.get", "", "webauthn", None, 1, []],
)
def test_client_data_of_another_type_are_refused(ceremony, kind):
    with refusal("client_data_type"):
        ceremony.run(ceremony.make({"type": kind}))


def test_client_data_of_the_other_ceremony_are_refused(ceremony):
    other = "get" if ceremony.kind == "create" else "create"

    with refusal("client_data_type"):
        ceremony.run(ceremony.make(raw=make_client(other)))


@pytest.mark.parametrize(
    "challenge",
    [
        *("", CHALLENGE[:-1], CHALLENGE + "A", CHALLENGE + "=", CHALLENGE.lower()),
        *(f" {CHALLENGE}", f"{CHALLENGE}\n", "ä", "\ud800", "\0", None, 7, True),
        *([], [CHALLENGE], {CHALLENGE: CHALLENGE}, list(CHALLENGE), ABSENT),
    ],
)
def test_another_challenge_is_refused(ceremony, challenge):
    with refusal("challenge"):
        ceremony.run(ceremony.make({"challenge": challenge}))


def test_the_comparison_of_the_challenge_takes_the_same_time(ceremony, monkeypatch):
    compared = []
    path = "drf_jwt_2fa.enrollment.methods.passkey.ceremony.hmac.compare_digest"
    monkeypatch.setattr(path, lambda *pair: compared.append(pair) or True)

    ceremony.run(ceremony.make({"challenge": "other"}))

    assert (b"other", CHALLENGE.encode()) in compared


@pytest.mark.parametrize("origin", ORIGINS)
def test_each_of_several_origins_is_accepted(ceremony, origin):
    ceremony.run(ceremony.make({"origin": origin}))


@pytest.mark.parametrize(
    "origin",
    [
        *("https://www.example.org", "https://evil-example.org", "https://example.com"),
        *("https://example.org:443", "https://example.org:8443", "http://example.org"),
        *("https://example.org/", "https://example.org.", "HTTPS://example.org"),
        *("https://EXAMPLE.org", "https://user@example.org", " https://example.org"),
        *("https://example.org\n", "https://example.org#", "https://example.org\0"),
        *("https://ex\u0430mple.org", "https://example\u3002org", "\ud800"),
        *("https://app.example.org", "https://app.example.org:8444"),
        *("http://localhost", "https://localhost:3000", "http://127.0.0.1:3000"),
        *(OTHER_ANDROID, f"{ANDROID}=", ANDROID.lower(), "android:apk-key-hash:"),
        *("example.org", "null", "", "*", "https://*", "file://", TOP),
        *(None, True, 7, [], [ORIGIN], {ORIGIN: 1}, list(ORIGINS), ABSENT),
    ],
)
def test_another_origin_is_refused(ceremony, origin):
    with refusal("origin"):
        ceremony.run(ceremony.make({"origin": origin}))


def test_the_origins_of_pages_that_embed_others_are_not_for_credentials(ceremony):
    with refusal("origin"):
        ceremony.run(ceremony.make({"origin": TOP}))


@pytest.mark.parametrize("members", [{"crossOrigin": ABSENT}, {"crossOrigin": False}])
def test_a_page_in_no_frame_is_accepted_where_no_frame_is(ceremony, members):
    site = RelyingParty("example.org", (ORIGIN,), (), (-7,))

    ceremony.run(ceremony.make(members), site)


@pytest.mark.parametrize(
    "members",
    [
        {"crossOrigin": True},
        {"crossOrigin": True, "topOrigin": TOP},
        {"crossOrigin": True, "topOrigin": ORIGIN},
        {"crossOrigin": False, "topOrigin": TOP},
        {"crossOrigin": ABSENT, "topOrigin": ORIGIN},
        {"topOrigin": None},
        *({"crossOrigin": wrong} for wrong in (None, 0, 1, "", "false", [], {})),
    ],
)
def test_a_page_in_a_frame_is_refused_where_none_is_listed(ceremony, members):
    site = RelyingParty("example.org", (ORIGIN,), (), (-7,))

    with refusal("cross_origin"):
        ceremony.run(ceremony.make(members), site)


@pytest.mark.parametrize("cross_origin", [True, False, ABSENT])
def test_a_page_in_a_frame_of_a_listed_page_is_accepted(ceremony, cross_origin):
    ceremony.run(ceremony.make({"crossOrigin": cross_origin, "topOrigin": TOP}))


@pytest.mark.parametrize(
    "top",
    [
        *("https://www.partner.example", f"{TOP}/", f"{TOP}:443", "null", "", ORIGIN),
        *(None, True, [], [TOP], {TOP: 1}, ABSENT),
    ],
)
def test_a_page_in_a_frame_of_another_page_is_refused(ceremony, top):
    with refusal("cross_origin"):
        ceremony.run(ceremony.make({"crossOrigin": True, "topOrigin": top}))


@pytest.mark.parametrize(
    "members",
    [
        {"tokenBinding": {"status": "present", "id": "x"}},
        {"tokenBinding": "x"},
        {"new_keys_may_be_added_here": "do not compare clientDataJSON"},
        {"androidPackageName": "org.example", "crossOrigin": ABSENT},
        {"extra": {"type": "webauthn.get", "challenge": 1, "origin": [None, 1.5]}},
    ],
)
def test_other_members_of_the_client_data_are_ignored(ceremony, members):
    ceremony.run(ceremony.make(members))


@pytest.mark.parametrize("rp_id", ["example.com", "www.example.org", "org", ORIGIN, ""])
def test_an_answer_for_another_site_is_refused(ceremony, rp_id):
    data = ceremony.make_data(UP | UV, rp_id=rp_id)

    with refusal("rp_id"):
        ceremony.run(ceremony.make(data=data))


def test_an_answer_for_no_site_is_refused(ceremony):
    data = bytes(32) + ceremony.make_data(UP | UV)[32:]

    with refusal("rp_id"):
        ceremony.run(ceremony.make(data=data))


def test_an_answer_without_the_user_is_refused(ceremony):
    with refusal("user_presence"):
        ceremony.run(ceremony.make(data=ceremony.make_data(UV)))


def test_an_answer_without_verification_is_refused_where_it_is_needed(ceremony):
    credential = ceremony.make(data=ceremony.make_data(UP))

    with refusal("user_verification"):
        ceremony.run(credential, verified=True)
    assert not ceremony.run(credential).is_user_verified


def test_a_key_that_is_backed_up_must_be_able_to_be(ceremony):
    with refusal("backup_state"):
        ceremony.run(ceremony.make(data=ceremony.make_data(UP | BS)))


def test_the_checks_are_in_the_order_of_the_standard(ceremony):
    """An answer with every fault; each is mended as soon as it has been refused."""
    client = {
        "type": "x",
        "challenge": "x",
        "origin": "x",
        "crossOrigin": True,
        "extra": "x",
    }
    values = {"rp_id": "x", "flags": BS, "type": "x", "id": "AA"}
    mend = {
        "type": lambda: values.update(type="public-key"),
        "id": lambda: values.update(id=encode(CREDENTIAL_ID)),
        "client_data_type": lambda: client.update(type=f"webauthn.{ceremony.kind}"),
        "challenge": lambda: client.update(challenge=CHALLENGE),
        "origin": lambda: client.update(origin=ORIGIN),
        "cross_origin": lambda: client.update(crossOrigin=False),
        "rp_id": lambda: values.update(rp_id="example.org"),
        "user_presence": lambda: values.update(flags=BS | UP),
        "user_verification": lambda: values.update(flags=BS | UP | UV),
        "backup_state": lambda: values.update(flags=UP | UV),
    }

    for reason, mend_it in mend.items():
        data = ceremony.make_data(values["flags"], rp_id=values["rp_id"])
        made = ceremony.make(
            raw=json.dumps(client).encode(),
            data=data,
            type=values["type"],
            id=values["id"],
        )
        with refusal(reason):
            ceremony.run(made, verified=True)
        mend_it()
    data = ceremony.make_data(values["flags"])
    ceremony.run(ceremony.make(client, data=data), verified=True)
