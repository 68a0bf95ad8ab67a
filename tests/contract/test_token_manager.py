"""The contract of `drf_jwt_2fa.token_manager`."""

import base64
import json
import string
import uuid
from datetime import timedelta
from types import SimpleNamespace

import jwt
import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from testproject.client import other_code

from drf_jwt_2fa.exceptions import (
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
    VerificationCodeSendingError,
)
from drf_jwt_2fa.sending import CodeSendingError
from drf_jwt_2fa.settings import api_settings
from drf_jwt_2fa.token_manager import CodeTokenManager
from drf_jwt_2fa.utils import hash_string

NOW = 1893456000  # 2030-01-01T00:00:00Z
WRONG = "Incorrect authentication credentials."
OTHER_KEY = "another key of forty-some characters, by hand"


class RecordingCache(LocMemCache):
    """A project's own cache: notes which of its writing methods were called."""

    calls = []

    def add(self, *args, **kwargs):
        self.calls.append("add")
        return super().add(*args, **kwargs)

    def set(self, *args, **kwargs):
        self.calls.append("set")
        return super().set(*args, **kwargs)

    def incr(self, *args, **kwargs):
        self.calls.append("incr")
        return super().incr(*args, **kwargs)

    def touch(self, *args, **kwargs):
        self.calls.append("touch")
        return super().touch(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self.calls.append("delete")
        return super().delete(*args, **kwargs)


class DelegatingCache:
    """A project's own cache that passes everything on to another one."""

    def __init__(self, location, params):
        self._wrapped = LocMemCache(location, params)

    def __getattr__(self, name):
        return getattr(self._wrapped, name)


@pytest.fixture
def recorded_calls(settings):
    backend = f"{__name__}.RecordingCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "recording"}}
    cache.clear()
    RecordingCache.calls.clear()
    return RecordingCache.calls


@pytest.fixture
def manager(sent, clock):
    return CodeTokenManager()


@pytest.fixture
def issue(manager, someone, sent):
    """A function that issues a code token and returns it with its code."""

    def issue(user=someone, by=manager):
        token = by.create_code_token(user)
        return token, sent[-1][1]

    return issue


def raw_segment(token, number):
    text = token.split(".")[number]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")


def payload_of(token):
    return json.loads(raw_segment(token, 1))


def signed(payload, key=None):
    key = key or api_settings.CODE_TOKEN_SECRET_KEY
    return jwt.encode(payload, key, algorithm="HS256")


def fail(manager, token, code, times):
    for _ in range(times):
        with pytest.raises(AuthenticationFailed) as caught:
            manager.check_code_token_and_code(token, other_code(code))
        assert str(caught.value.detail) == WRONG


# The form of a code token


def test_a_code_token_is_text(issue):
    token, _ = issue()
    assert isinstance(token, str)
    assert token.count(".") == 2


def test_the_header_of_a_code_token_is_exactly_that_of_hs256(issue):
    token, _ = issue()
    assert json.loads(raw_segment(token, 0)) == {"alg": "HS256", "typ": "JWT"}
    assert len(token.split(".")[0]) == 36


def test_the_claims_of_a_code_token_are_exactly_six_with_the_id_first(issue):
    token, _ = issue()
    raw = raw_segment(token, 1)
    pairs = json.loads(raw, object_pairs_hook=list)
    names = [name for name, _ in pairs]
    assert raw.startswith('{"jti":"')
    assert names[0] == "jti"
    assert sorted(names) == ["exp", "iat", "jti", "uid", "vch", "vcn"]


def test_the_id_of_a_code_token_is_22_url_safe_characters_and_new_each_time(issue):
    ids = [payload_of(issue()[0])["jti"] for _ in range(3)]
    assert len(set(ids)) == 3
    for one in ids:
        assert len(one) == 22
        assert set(one) <= set(string.ascii_letters + string.digits + "-_")


@pytest.mark.parametrize(("count", "length"), [(8, 11), (32, 43)])
def test_the_id_has_as_many_random_bytes_as_configured(issue, configure, count, length):
    configure(CODE_TOKEN_JTI_BYTES=count)
    token, code = issue()
    assert len(payload_of(token)["jti"]) == length
    assert CodeTokenManager().check_code_token_and_code(token, code) == 1


@pytest.mark.parametrize("key", [1, 42, 2**40, "ann"])
def test_the_users_primary_key_is_a_claim(issue, key):
    token, _ = issue(SimpleNamespace(pk=key, email="ann@example.com"))
    assert payload_of(token)["uid"] == key


def test_the_nonce_is_ten_random_characters(issue):
    nonces = [payload_of(issue()[0])["vcn"] for _ in range(3)]
    assert len(set(nonces)) == 3
    assert all(isinstance(nonce, str) and len(nonce) == 10 for nonce in nonces)


def test_code_then_nonce_then_secret_are_hashed_by_djangos_password_hasher(issue):
    token, code = issue()
    payload = payload_of(token)
    secret = hash_string("2fa-ext-only for the tests, and long enough to sign with")
    assert check_password(code + payload["vcn"] + secret, payload["vch"])
    assert identify_hasher(payload["vch"]).algorithm == "md5"


def test_another_configured_password_hasher_is_used(issue, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    token, code = issue()
    assert payload_of(token)["vch"].startswith("pbkdf2_sha256$")
    assert CodeTokenManager().check_code_token_and_code(token, code) == 1


def test_the_configured_extension_secret_is_hashed(issue, configure):
    configure(CODE_EXTENSION_SECRET="pepper")
    token, code = issue()
    payload = payload_of(token)
    assert check_password(code + payload["vcn"] + "pepper", payload["vch"])


def test_the_code_is_not_readable_in_the_token(issue, configure):
    configure(CODE_LENGTH=30)
    token, code = issue()
    assert len(code) == 30
    assert code not in raw_segment(token, 1)


def test_a_code_token_is_issued_now_and_valid_for_five_minutes(issue):
    payload = payload_of(issue()[0])
    assert (payload["iat"], payload["exp"]) == (NOW, NOW + 300)
    assert isinstance(payload["iat"], int)
    assert isinstance(payload["exp"], int)


def test_the_times_are_whole_seconds_even_between_two_seconds(issue, clock):
    clock.shift(0.75)
    payload = payload_of(issue()[0])
    assert isinstance(payload["iat"], int)
    assert isinstance(payload["exp"], int)
    assert payload["exp"] - payload["iat"] == 300


def test_the_validity_is_configurable(issue, configure):
    configure(CODE_EXPIRATION_TIME=timedelta(hours=1, minutes=1))
    payload = payload_of(issue()[0])
    assert payload["exp"] - payload["iat"] == 3660


def test_a_code_token_is_signed_with_the_derived_key(issue):
    token, _ = issue()
    key = hash_string("2fa-code-only for the tests, and long enough to sign with")
    assert jwt.decode(token, key, algorithms=["HS256"]) == payload_of(token)


def test_a_code_token_is_signed_with_the_configured_key(issue, configure):
    configure(CODE_TOKEN_SECRET_KEY=OTHER_KEY)
    token, code = issue()
    assert jwt.decode(token, OTHER_KEY, algorithms=["HS256"]) == payload_of(token)
    assert CodeTokenManager().check_code_token_and_code(token, code) == 1


# The code


def test_a_code_has_seven_digits(manager):
    codes = [manager.generate_verification_code() for _ in range(100)]
    assert {len(code) for code in codes} == {7}
    assert set("".join(codes)) == set("0123456789")
    assert len(set(codes)) > 90


def test_a_code_has_the_configured_length_and_characters(manager, configure):
    configure(CODE_LENGTH=12, CODE_CHARACTERS="ab☃")
    codes = [manager.generate_verification_code() for _ in range(50)]
    assert {len(code) for code in codes} == {12}
    assert set("".join(codes)) == set("ab☃")


def test_the_manager_tells_its_length_characters_and_algorithm(manager):
    assert manager.code_length == 7
    assert manager.code_chars == "0123456789"
    assert manager.jwt_algorithm == "HS256"
    assert CodeTokenManager.jwt_algorithm == "HS256"


def test_the_length_and_characters_follow_the_settings(configure):
    configure(CODE_LENGTH=4, CODE_CHARACTERS="ab")
    manager = CodeTokenManager()
    assert manager.code_length == 4
    assert manager.code_chars == "ab"


def test_each_code_token_has_a_fresh_code_that_goes_to_the_user(manager, someone, sent):
    for _ in range(3):
        manager.create_code_token(someone)
    assert [user for user, _ in sent] == [someone] * 3
    assert len({code for _, code in sent}) == 3


# Checking


def test_the_right_code_gives_the_users_primary_key(manager, issue):
    token, code = issue(SimpleNamespace(pk=42, email="ann@example.com"))
    key = manager.check_code_token_and_code(token, code)
    assert key == 42
    assert isinstance(key, int)


def test_a_key_that_is_a_uuid_comes_back(manager, issue):
    key = uuid.UUID("12345678-1234-5678-1234-567812345678")
    token, code = issue(SimpleNamespace(pk=key, email="ann@example.com"))
    assert str(manager.check_code_token_and_code(token, code)) == str(key)


def test_another_manager_can_check_what_this_one_issued(issue):
    token, code = issue()
    assert CodeTokenManager().check_code_token_and_code(token, code) == 1


def test_a_user_needs_nothing_but_a_key_when_the_sender_needs_no_more(manager, issue):
    token, code = issue(SimpleNamespace(pk=7))
    assert manager.check_code_token_and_code(token, code) == 7


def test_the_default_sender_needs_a_key_and_an_address(clock, mailoutbox):
    manager = CodeTokenManager()
    token = manager.create_code_token(SimpleNamespace(pk=7, email="ann@example.com"))
    code = mailoutbox[0].subject.split(":")[0]
    assert manager.check_code_token_and_code(token, code) == 7


def test_a_wrong_code_is_incorrect_credentials(manager, issue):
    token, code = issue()
    fail(manager, token, code, times=1)


@pytest.mark.parametrize(
    "change",
    [
        lambda code: " " + code,
        lambda code: code + " ",
        lambda code: code + "\n",
        lambda code: code[:-1],
        lambda code: code + "0",
        lambda code: "",
        lambda code: code.translate({48 + n: 0xFF10 + n for n in range(10)}),
    ],
)
def test_a_code_is_compared_as_sent(manager, issue, change):
    token, code = issue()
    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(token, change(code))
    assert manager.check_code_token_and_code(token, code) == 1


def test_upper_and_lower_case_are_not_the_same_code(manager, issue, configure):
    configure(CODE_CHARACTERS="a")
    token, code = issue()
    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(token, code.upper())


def test_a_code_with_spaces_around_it_is_right_with_its_spaces(manager, issue):
    manager.generate_verification_code = lambda: " 12 "
    token, _ = issue()
    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(token, "12")
    assert manager.check_code_token_and_code(token, " 12 ") == 1


def test_the_code_of_another_token_is_wrong(manager, issue):
    token, _ = issue()
    other_token, other = issue()
    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(token, other)
    assert manager.check_code_token_and_code(other_token, other) == 1


@pytest.mark.parametrize("junk", ["", "x", ".", "..", "a.b.c", "é.☃.x", "{}", "\0"])
def test_something_that_is_no_token_is_incorrect_credentials(manager, junk):
    with pytest.raises(AuthenticationFailed) as caught:
        manager.check_code_token_and_code(junk, "1234567")
    assert str(caught.value.detail) == WRONG


def test_a_token_signed_with_another_key_is_incorrect_credentials(manager, issue):
    token, code = issue()
    forged = signed(payload_of(token), key=OTHER_KEY)
    with pytest.raises(AuthenticationFailed) as caught:
        manager.check_code_token_and_code(forged, code)
    assert str(caught.value.detail) == WRONG


def test_a_token_with_a_changed_claim_is_incorrect_credentials(manager, issue):
    token, code = issue()
    other = signed({**payload_of(token), "uid": 2})
    changed = ".".join([*other.split(".")[:2], token.split(".")[2]])
    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(changed, code)


def test_a_token_without_a_signature_is_incorrect_credentials(manager, issue):
    token, code = issue()
    unsigned = jwt.encode(payload_of(token), None, algorithm="none")
    for forged in (unsigned, token.rpartition(".")[0] + ".", token.rpartition(".")[0]):
        with pytest.raises(AuthenticationFailed):
            manager.check_code_token_and_code(forged, code)


@pytest.mark.parametrize("claim", ["jti", "uid", "vch", "vcn", "exp"])
def test_a_signed_token_that_lacks_a_claim_is_incorrect_credentials(
    manager, issue, claim
):
    token, code = issue()
    payload = payload_of(token)
    del payload[claim]
    with pytest.raises(AuthenticationFailed) as caught:
        manager.check_code_token_and_code(signed(payload), code)
    assert str(caught.value.detail) == WRONG


def test_a_token_is_good_until_it_expires(manager, issue, clock):
    token, code = issue()
    clock.shift(299)
    assert manager.check_code_token_and_code(token, code) == 1


@pytest.mark.parametrize("right", [True, False])
def test_an_expired_token_is_denied_whatever_the_code(manager, issue, clock, right):
    token, code = issue()
    clock.shift(301)
    with pytest.raises(PermissionDenied) as caught:
        manager.check_code_token_and_code(token, code if right else other_code(code))
    assert str(caught.value.detail) == "Signature has expired."
    assert caught.value.status_code == 403


def test_an_expired_token_with_a_bad_signature_is_incorrect_credentials(
    manager, issue, clock
):
    token, code = issue()
    forged = signed(payload_of(token), key=OTHER_KEY)
    clock.shift(301)
    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(forged, code)


# Failed attempts


def test_the_right_code_is_let_in_after_four_failed_attempts(manager, issue):
    token, code = issue()
    fail(manager, token, code, times=4)
    assert manager.check_code_token_and_code(token, code) == 1


@pytest.mark.parametrize("right", [True, False])
def test_a_token_is_dead_after_five_failed_attempts_whatever_the_code(
    manager, issue, right
):
    token, code = issue()
    fail(manager, token, code, times=5)
    for _ in range(3):
        with pytest.raises(TooManyAuthAttemptsError):
            manager.check_code_token_and_code(
                token, code if right else other_code(code)
            )


def test_a_token_stays_dead_as_long_as_it_is_valid(manager, issue, clock):
    token, code = issue()
    fail(manager, token, code, times=5)
    clock.shift(298)
    with pytest.raises(TooManyAuthAttemptsError):
        manager.check_code_token_and_code(token, code)


def test_failed_attempts_are_remembered_as_long_as_the_token_is_valid(
    manager, issue, clock, configure
):
    configure(CODE_EXPIRATION_TIME=timedelta(hours=2))
    token, code = issue()
    fail(manager, token, code, times=4)
    clock.shift(7000)
    fail(manager, token, code, times=1)
    with pytest.raises(TooManyAuthAttemptsError):
        manager.check_code_token_and_code(token, code)


def test_failed_attempts_count_for_their_own_token_only(manager, issue):
    token, code = issue()
    other_token, other = issue()
    fail(manager, token, code, times=5)
    assert manager.check_code_token_and_code(other_token, other) == 1


@pytest.mark.parametrize("limit", [1, 2, 9])
def test_the_number_of_failed_attempts_is_configurable(
    manager, issue, configure, limit
):
    configure(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=limit)
    token, code = issue()
    fail(manager, token, code, times=limit)
    with pytest.raises(TooManyAuthAttemptsError):
        manager.check_code_token_and_code(token, code)


def test_without_a_limit_one_may_fail_again_and_again(manager, issue, configure):
    configure(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=None)
    token, code = issue()
    fail(manager, token, code, times=30)
    assert manager.check_code_token_and_code(token, code) == 1


def test_failed_attempts_are_counted_with_one_add_and_then_one_incr_each(
    recorded_calls, manager, issue
):
    token, code = issue()
    counted = []
    for _ in range(5):
        recorded_calls.clear()
        fail(manager, token, code, times=1)
        counted.append([call for call in recorded_calls if call in ("add", "incr")])
    assert counted == [["add"], ["incr"], ["incr"], ["incr"], ["incr"]]


def test_a_failed_attempt_is_counted_without_a_set(recorded_calls, manager, issue):
    token, code = issue()
    recorded_calls.clear()
    fail(manager, token, code, times=5)
    assert "set" not in recorded_calls


def test_failed_attempts_are_counted_in_a_cache_that_wraps_another(
    settings, manager, issue
):
    backend = f"{__name__}.DelegatingCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "delegating"}}
    cache.clear()
    token, code = issue()
    fail(manager, token, code, times=5)
    with pytest.raises(TooManyAuthAttemptsError):
        manager.check_code_token_and_code(token, code)


def test_without_a_limit_a_failed_attempt_writes_nothing_to_the_cache(
    recorded_calls, manager, issue, configure
):
    configure(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=None)
    token, code = issue()
    recorded_calls.clear()
    fail(manager, token, code, times=3)
    assert recorded_calls == []


# Used tokens


def test_a_used_token_with_the_right_code_is_told_so_however_often(manager, issue):
    token, code = issue()
    manager.check_code_token_and_code(token, code)
    for _ in range(12):
        with pytest.raises(TokenAlreadyUsedError):
            manager.check_code_token_and_code(token, code)


def test_a_used_token_is_told_so_even_if_it_succeeded_at_the_last_attempt(
    manager, issue
):
    token, code = issue()
    fail(manager, token, code, times=4)
    manager.check_code_token_and_code(token, code)
    for _ in range(12):
        with pytest.raises(TokenAlreadyUsedError):
            manager.check_code_token_and_code(token, code)


def test_a_used_token_is_remembered_as_long_as_it_is_valid(
    manager, issue, configure, clock
):
    configure(CODE_EXPIRATION_TIME=timedelta(hours=2))
    token, code = issue()
    manager.check_code_token_and_code(token, code)
    clock.shift(7100)
    with pytest.raises(TokenAlreadyUsedError):
        manager.check_code_token_and_code(token, code)


def test_a_used_token_with_a_wrong_code_is_incorrect_credentials(manager, issue):
    token, code = issue()
    manager.check_code_token_and_code(token, code)
    fail(manager, token, code, times=1)


def test_every_code_that_counts_as_right_is_told_that_the_token_is_used(issue, clock):
    class Lenient(CodeTokenManager):
        def is_verification_code_ok(self, code, nonce, hashed_code):
            return super().is_verification_code_ok(code.strip(), nonce, hashed_code)

    manager = Lenient()
    token, code = issue(by=manager)
    assert manager.check_code_token_and_code(token, code) == 1
    with pytest.raises(TokenAlreadyUsedError):
        manager.check_code_token_and_code(token, f" {code} ")


@pytest.mark.parametrize("right", [True, False])
def test_a_used_token_is_dead_too_after_five_failed_attempts(manager, issue, right):
    token, code = issue()
    manager.check_code_token_and_code(token, code)
    fail(manager, token, code, times=5)
    with pytest.raises(TooManyAuthAttemptsError):
        manager.check_code_token_and_code(token, code if right else other_code(code))


def test_a_used_token_without_a_limit_of_attempts_is_told_so(manager, issue, configure):
    configure(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=None)
    token, code = issue()
    manager.check_code_token_and_code(token, code)
    for _ in range(3):
        with pytest.raises(TokenAlreadyUsedError):
            manager.check_code_token_and_code(token, code)


def test_using_one_token_leaves_the_others_usable(manager, issue):
    token, code = issue()
    other_token, other = issue()
    assert manager.check_code_token_and_code(token, code) == 1
    assert manager.check_code_token_and_code(other_token, other) == 1


# Active code tokens


def test_a_user_may_have_three_active_code_tokens(manager, someone, sent):
    for _ in range(3):
        manager.create_code_token(someone)
    for _ in range(2):
        with pytest.raises(TooManyCodeTokensError):
            manager.create_code_token(someone)
    assert len(sent) == 3


def test_active_code_tokens_count_for_their_own_user_only(manager, someone):
    for _ in range(3):
        manager.create_code_token(someone)
    assert manager.create_code_token(SimpleNamespace(pk=2, email="b@example.com"))
    assert manager.create_code_token(SimpleNamespace(pk=11, email="c@example.com"))


def test_a_code_token_that_expired_makes_room(manager, someone, clock):
    for _ in range(3):
        manager.create_code_token(someone)
        clock.shift(100)
    clock.shift(1)  # The first one has expired, the others have not.
    manager.create_code_token(someone)
    with pytest.raises(TooManyCodeTokensError):
        manager.create_code_token(someone)


def test_there_is_no_room_just_before_a_code_token_expires(manager, someone, clock):
    for _ in range(3):
        manager.create_code_token(someone)
    clock.shift(299)
    with pytest.raises(TooManyCodeTokensError):
        manager.create_code_token(someone)
    clock.shift(2)
    for _ in range(3):
        manager.create_code_token(someone)
    with pytest.raises(TooManyCodeTokensError):
        manager.create_code_token(someone)


def test_a_refused_request_does_not_prolong_the_refusal(manager, someone, clock):
    for _ in range(3):
        manager.create_code_token(someone)
    for _ in range(5):
        clock.shift(59)
        with pytest.raises(TooManyCodeTokensError):
            manager.create_code_token(someone)
    clock.shift(6)
    assert manager.create_code_token(someone)


@pytest.mark.parametrize("limit", [1, 2, 6])
def test_the_number_of_active_code_tokens_is_configurable(
    manager, someone, configure, limit
):
    configure(MAX_ACTIVE_CODE_TOKENS_PER_USER=limit)
    for _ in range(limit):
        manager.create_code_token(someone)
    with pytest.raises(TooManyCodeTokensError):
        manager.create_code_token(someone)


def test_without_a_limit_a_user_may_have_many_active_code_tokens(
    manager, someone, configure, sent
):
    configure(MAX_ACTIVE_CODE_TOKENS_PER_USER=None)
    for _ in range(15):
        manager.create_code_token(someone)
    assert len(sent) == 15


# Sending


def test_a_code_that_could_not_be_sent_is_told_with_its_reason(
    manager, someone, configure
):
    def refuse(user, code):
        raise CodeSendingError("no signal")

    configure(CODE_SENDER=refuse)
    with pytest.raises(VerificationCodeSendingError) as caught:
        manager.create_code_token(someone)
    assert str(caught.value) == "Verification code sending failed: no signal"


def test_an_unknown_error_of_the_sender_is_told_as_unknown(manager, someone, configure):
    def crash(user, code):
        raise ValueError("nothing for the client")

    configure(CODE_SENDER=crash)
    with pytest.raises(VerificationCodeSendingError) as caught:
        manager.create_code_token(someone)
    assert str(caught.value) == "Verification code sending failed: Unknown error"


def test_a_user_without_an_address_is_told(clock):
    with pytest.raises(VerificationCodeSendingError) as caught:
        CodeTokenManager().create_code_token(SimpleNamespace(pk=1, email=""))
    assert str(caught.value) == (
        "Verification code sending failed: No e-mail address known"
    )


def test_a_code_that_could_not_be_sent_is_no_active_code_token(
    manager, someone, configure
):
    def refuse(user, code):
        raise CodeSendingError("no signal")

    working_sender = api_settings.CODE_SENDER
    configure(CODE_SENDER=refuse)
    for _ in range(6):
        with pytest.raises(VerificationCodeSendingError):
            manager.create_code_token(someone)
    configure(CODE_SENDER=working_sender)
    for _ in range(3):
        assert manager.create_code_token(someone)


# The pieces, called


def test_a_payload_encodes_to_a_token_and_decodes_again(manager, someone):
    payload = manager.get_token_payload(someone, "1234567")
    token = manager.encode_token(payload)
    assert isinstance(payload, dict)
    assert isinstance(token, str)
    assert manager.decode_token(token) == payload == payload_of(token)


def test_a_payload_is_made_for_the_given_code(manager, someone):
    payload = manager.get_token_payload(someone, "1234567")
    assert next(iter(payload)) == "jti"
    assert sorted(payload) == ["exp", "iat", "jti", "uid", "vch", "vcn"]
    assert payload["uid"] == 1
    assert (payload["iat"], payload["exp"]) == (NOW, NOW + 300)
    assert manager.is_verification_code_ok("1234567", payload["vcn"], payload["vch"])


def test_hashing_a_code_gives_the_hash_and_the_nonce(manager):
    hashed, nonce = manager.hash_verification_code("1234567")
    assert len(nonce) == 10
    assert check_password(manager.extend_code("1234567", nonce), hashed)


def test_hashing_a_code_twice_gives_other_hashes(manager):
    first = manager.hash_verification_code("1234567")
    second = manager.hash_verification_code("1234567")
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_hashed_code_is_ok_with_its_nonce_only(manager):
    hashed, nonce = manager.hash_verification_code("1234567")
    assert manager.is_verification_code_ok("1234567", nonce, hashed) is True
    assert manager.is_verification_code_ok("1234568", nonce, hashed) is False
    assert manager.is_verification_code_ok("1234567", "x" * 10, hashed) is False


def test_the_pieces_take_their_arguments_by_name(manager, someone):
    hashed, nonce = manager.hash_verification_code(code="1234567")
    assert manager.is_verification_code_ok(
        code="1234567", nonce=nonce, hashed_code=hashed
    )
    assert manager.extend_code(code="1", nonce="2").startswith("12")
    payload = manager.get_token_payload(user=someone, code="1234567")
    token = manager.encode_token(payload=payload)
    assert manager.decode_token(token=token) == payload
    assert manager.check_code_token_and_code(token=token, code="1234567") == 1
    manager.send_verification_code(user=someone, code="1234567")
    assert manager.create_code_token(user=someone)


def test_a_code_is_extended_by_the_nonce_and_the_secret(manager):
    secret = api_settings.CODE_EXTENSION_SECRET
    assert manager.extend_code("1234567", "nonce") == "1234567nonce" + secret


def test_a_code_is_sent_by_the_configured_sender(manager, someone, sent):
    manager.send_verification_code(someone, "1234567")
    assert sent == [(someone, "1234567")]


# The pieces, replaced on an instance


def test_an_instance_takes_another_code_generator(manager, someone, sent):
    manager.generate_verification_code = lambda: "1234567"
    token = manager.create_code_token(someone)
    assert sent == [(someone, "1234567")]
    assert manager.check_code_token_and_code(token, "1234567") == 1


def test_an_instance_takes_another_length_of_the_code(manager, issue):
    manager.code_length = 4
    assert len(issue()[1]) == 4
    assert manager.code_length == 4


def test_an_instance_takes_other_characters_of_the_code(manager, issue):
    manager.code_chars = "z"
    assert issue()[1] == "zzzzzzz"
    assert manager.code_chars == "z"


def test_an_instance_takes_another_algorithm(manager, issue, configure):
    configure(CODE_TOKEN_SECRET_KEY="long enough for every algorithm " * 4)
    manager.jwt_algorithm = "HS512"
    token, code = issue()
    assert json.loads(raw_segment(token, 0)) == {"alg": "HS512", "typ": "JWT"}
    assert manager.check_code_token_and_code(token, code) == 1


def test_an_instance_takes_another_sender(manager, someone, sent):
    own = []
    manager.send_verification_code = lambda user, code: own.append((user, code))
    manager.generate_verification_code = lambda: "1234567"
    token = manager.create_code_token(someone)
    assert own == [(someone, "1234567")]
    assert sent == []
    assert manager.check_code_token_and_code(token, "1234567") == 1


@pytest.mark.parametrize(
    "error", [CodeSendingError("no signal"), VerificationCodeSendingError("no signal")]
)
def test_the_error_of_an_instances_own_sender_is_told(manager, someone, error):
    def refuse(user, code):
        raise error

    manager.send_verification_code = refuse
    with pytest.raises(VerificationCodeSendingError) as caught:
        manager.create_code_token(someone)
    assert str(caught.value) == "Verification code sending failed: no signal"


def test_an_instance_takes_another_payload(manager, issue):
    original = manager.get_token_payload
    manager.get_token_payload = lambda user, code: {
        **original(user, code),
        "shop": "x",
    }
    token, code = issue()
    assert payload_of(token)["shop"] == "x"
    assert raw_segment(token, 1).startswith('{"jti":"')
    assert manager.check_code_token_and_code(token, code) == 1


def test_an_instance_takes_another_encoding(manager, issue):
    encode, decode = manager.encode_token, manager.decode_token
    manager.encode_token = lambda payload: "v1:" + encode(payload)
    manager.decode_token = lambda token: decode(token[3:])
    token, code = issue()
    assert token.startswith("v1:")
    assert manager.check_code_token_and_code(token, code) == 1
    with pytest.raises(TokenAlreadyUsedError):
        manager.check_code_token_and_code(token, code)


def test_an_instance_that_encodes_otherwise_still_counts_failed_attempts(
    manager, issue
):
    encode, decode = manager.encode_token, manager.decode_token
    manager.encode_token = lambda payload: "v1:" + encode(payload)
    manager.decode_token = lambda token: decode(token[3:])
    token, code = issue()
    fail(manager, token, code, times=5)
    with pytest.raises(TooManyAuthAttemptsError):
        manager.check_code_token_and_code(token, code)


def test_an_instance_takes_another_hash(manager, issue):
    manager.hash_verification_code = lambda code: (
        make_password(manager.extend_code(code, "salt")),
        "salt",
    )
    token, code = issue()
    assert payload_of(token)["vcn"] == "salt"
    assert manager.check_code_token_and_code(token, code) == 1


def test_an_instance_takes_another_comparison(manager, issue):
    asked = []

    def is_ok(code, nonce, hashed_code):
        asked.append((code, nonce, hashed_code))
        return code == "open sesame"

    manager.is_verification_code_ok = is_ok
    token, code = issue()
    payload = payload_of(token)
    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(token, code)
    assert manager.check_code_token_and_code(token, "open sesame") == 1
    assert asked[0] == (code, payload["vcn"], payload["vch"])


def test_an_instance_takes_another_extension(manager, issue):
    manager.extend_code = lambda code, nonce: f"{nonce}-{code}"
    token, code = issue()
    payload = payload_of(token)
    assert check_password(f"{payload['vcn']}-{code}", payload["vch"])
    assert manager.check_code_token_and_code(token, code) == 1


def test_what_one_instance_replaces_is_not_replaced_on_another(manager):
    manager.generate_verification_code = lambda: "1234567"
    assert len({CodeTokenManager().generate_verification_code() for _ in "abc"}) > 1


# The pieces, overridden in a subclass


class ShopManager(CodeTokenManager):
    jwt_algorithm = "HS384"
    code_length = 5
    code_chars = "AB"

    def generate_verification_code(self):
        return "S-" + super().generate_verification_code()

    def get_token_payload(self, user, code):
        payload = super().get_token_payload(user, code)
        payload["shop"] = "x"
        return payload

    def decode_token(self, token):
        payload = super().decode_token(token)
        if payload.get("shop") != "x":
            raise AuthenticationFailed("Another shop.")
        return payload

    def encode_token(self, payload):
        assert payload["shop"] == "x"
        return super().encode_token(payload)

    def hash_verification_code(self, code):
        return super().hash_verification_code(code)

    def is_verification_code_ok(self, code, nonce, hashed_code):
        return super().is_verification_code_ok(code.upper(), nonce, hashed_code)

    def extend_code(self, code, nonce):
        return super().extend_code(code, nonce) + "x"

    def send_verification_code(self, user, code):
        super().send_verification_code(user, f"<{code}>")


def test_a_subclass_overrides_every_piece(issue, configure):
    configure(CODE_TOKEN_SECRET_KEY="long enough for every algorithm " * 4)
    manager = ShopManager()
    token, sent_code = issue(by=manager)
    code = sent_code.strip("<>")
    assert sent_code == f"<{code}>"
    assert code.startswith("S-")
    assert len(code) == 7
    assert set(code[2:]) <= set("AB")
    assert json.loads(raw_segment(token, 0))["alg"] == "HS384"
    assert payload_of(token)["shop"] == "x"
    assert manager.check_code_token_and_code(token, code.lower()) == 1


def test_an_overridden_piece_runs_on_the_instance_that_was_asked(issue, clock):
    class Observing(CodeTokenManager):
        compared = extended = 0

        def is_verification_code_ok(self, code, nonce, hashed_code):
            self.compared += 1
            return super().is_verification_code_ok(code, nonce, hashed_code)

        def extend_code(self, code, nonce):
            self.extended += 1
            return super().extend_code(code, nonce)

    manager = Observing()
    token, code = issue(by=manager)
    assert (manager.compared, manager.extended) == (0, 1)
    manager.check_code_token_and_code(token, code)
    assert (manager.compared, manager.extended) == (1, 2)


def test_what_a_subclass_raises_when_it_decodes_comes_through(manager, issue):
    class SameAlgorithm(ShopManager):
        jwt_algorithm = "HS256"

    token, code = issue()
    with pytest.raises(AuthenticationFailed) as caught:
        SameAlgorithm().check_code_token_and_code(token, code)
    assert str(caught.value.detail) == "Another shop."


def test_a_subclass_may_give_its_length_and_characters_as_properties(issue, clock):
    class Changing(CodeTokenManager):
        @property
        def code_length(self):
            return 3

        @property
        def code_chars(self):
            return "q"

    assert issue(by=Changing())[1] == "qqq"


def test_a_subclass_may_wrap_both_steps(issue):
    class Wrapped(CodeTokenManager):
        def create_code_token(self, user):
            return super().create_code_token(user)

        def check_code_token_and_code(self, token, code):
            return super().check_code_token_and_code(token.strip(), code) + 1

    manager = Wrapped()
    token, code = issue(by=manager)
    assert manager.check_code_token_and_code(f" {token} ", code) == 2
