import time
import uuid
from contextlib import suppress
from types import SimpleNamespace

import jwt
import pytest
from django.contrib.auth.hashers import check_password
from django.core.cache import caches
from rest_framework.exceptions import AuthenticationFailed
from testproject.client import other_code

from drf_jwt_2fa import hashers, sending
from drf_jwt_2fa.code_tokens import verification_codes
from drf_jwt_2fa.exceptions import (
    CodeTokenExpiredError,
    IncorrectCodeError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
    VerificationCodeSendingError,
)
from drf_jwt_2fa.settings import api_settings
from drf_jwt_2fa.token_manager import CodeTokenManager

ANN = SimpleNamespace(pk=17, email="ann@example.com")


@pytest.fixture
def manager():
    """A manager whose codes are known: it keeps those it sent in `codes`."""
    manager = CodeTokenManager()
    manager.codes = []
    manager.send_verification_code = lambda user, code: manager.codes.append(code)
    return manager


@pytest.fixture
def issued(manager):
    """A code token and the code that goes with it."""
    token = manager.create_code_token(ANN)
    return token, manager.codes[-1]


@pytest.fixture
def evaluated(monkeypatch):
    """The codes that are really compared with a hash."""
    codes = []
    real = CodeTokenManager.is_verification_code_ok

    def evaluate(self, code, nonce, hashed_code):
        codes.append(code)
        return real(self, code, nonce, hashed_code)

    monkeypatch.setattr(CodeTokenManager, "is_verification_code_ok", evaluate)
    return codes


def read_claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_the_token_and_its_code_identify_the_user(manager, issued):
    assert manager.check_code_token_and_code(*issued) == 17


def test_a_wrong_code_does_not(manager, issued):
    token, code = issued

    with pytest.raises(IncorrectCodeError) as caught:
        manager.check_code_token_and_code(token, other_code(code))

    assert caught.value.user_pk == 17


@pytest.mark.parametrize("sent", [" {}", "{} ", "{}0", ""])
def test_a_code_is_compared_as_it_was_sent(manager, issued, sent):
    token, code = issued

    with pytest.raises(IncorrectCodeError):
        manager.check_code_token_and_code(token, sent.format(code))


def test_the_default_sender_gets_the_code(settings, mailoutbox):
    CodeTokenManager().create_code_token(ANN)

    assert mailoutbox[0].to == ["ann@example.com"]


def test_the_claims_are_what_is_needed_and_no_more(manager, issued, settings):
    token, code = issued
    claims = read_claims(token)

    assert list(claims) == ["jti", "uid", "vch", "vcn", "iat", "exp"]
    assert len(claims["jti"]) == 22
    assert claims["uid"] == 17
    assert len(claims["vcn"]) == 10
    assert isinstance(claims["iat"], int)
    assert claims["exp"] == claims["iat"] + 300
    extended = code + claims["vcn"] + api_settings.CODE_EXTENSION_SECRET
    assert check_password(extended, claims["vch"])


def test_every_piece_can_be_replaced_on_an_instance(manager):
    manager.generate_verification_code = lambda: "open sesame"
    manager.extend_code = lambda code, nonce: code.upper()

    token = manager.create_code_token(ANN)

    assert manager.codes == ["open sesame"]
    assert check_password("OPEN SESAME", read_claims(token)["vch"])
    assert manager.check_code_token_and_code(token, "Open Sesame") == 17


def test_reading_tokens_in_another_way_works_beside_key_fallbacks(manager, settings):
    settings.SECRET_KEY_FALLBACKS = ["old"]
    payload = manager.get_token_payload(ANN, "123")
    manager.decode_token = lambda token: payload

    assert manager.check_code_token_and_code("opaque", "123") == 17


def test_another_algorithm_can_be_chosen(settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_SECRET_KEY": "k" * 64}

    class Hs512Manager(CodeTokenManager):
        jwt_algorithm = "HS512"

    manager = Hs512Manager()
    manager.generate_verification_code = lambda: "123"
    token = manager.create_code_token(ANN)

    assert jwt.get_unverified_header(token)["alg"] == "HS512"
    assert manager.check_code_token_and_code(token, "123") == 17


def test_a_uuid_key_travels_as_its_text(manager):
    key = uuid.uuid4()
    token = manager.create_code_token(SimpleNamespace(pk=key))

    assert manager.check_code_token_and_code(token, manager.codes[-1]) == str(key)


def test_a_token_that_is_not_genuine_is_refused(manager, issued):
    token, code = issued

    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(token[:-4] + "AAAA", code)


def test_an_old_token_is_refused(manager, clock):
    token = manager.create_code_token(ANN)
    clock.shift(300)

    with pytest.raises(CodeTokenExpiredError):
        manager.check_code_token_and_code(token, manager.codes[-1])


def use_up_attempts(manager, token, code):
    for _ in range(5):
        with pytest.raises(IncorrectCodeError):
            manager.check_code_token_and_code(token, other_code(code))


def test_no_more_codes_are_evaluated_than_allowed(manager, issued, evaluated):
    token, code = issued
    use_up_attempts(manager, token, code)

    for guess in [other_code(code), code]:
        with pytest.raises(TooManyAuthAttemptsError):
            manager.check_code_token_and_code(token, guess)
    assert len(evaluated) == 5


def test_an_attempt_is_counted_before_its_code_is_evaluated(manager, issued, settings):
    settings.JWT2FA_AUTH = {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1}
    token, code = issued

    def guess_again_meanwhile(guess, nonce, hashed_code):
        with pytest.raises(TooManyAuthAttemptsError):
            manager.check_code_token_and_code(token, code)
        return False

    manager.is_verification_code_ok = guess_again_meanwhile

    with pytest.raises(IncorrectCodeError):
        manager.check_code_token_and_code(token, other_code(code))


def test_the_last_attempt_may_still_be_the_right_one(manager, issued):
    token, code = issued
    for _ in range(4):
        with pytest.raises(IncorrectCodeError):
            manager.check_code_token_and_code(token, other_code(code))

    assert manager.check_code_token_and_code(token, code) == 17
    with pytest.raises(TokenAlreadyUsedError):
        manager.check_code_token_and_code(token, code)


def test_without_a_limit_attempts_go_on_and_leave_no_trace(
    manager, issued, settings, monkeypatch
):
    settings.JWT2FA_AUTH = {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None}
    token, code = issued
    for write in ["add", "set", "incr", "set_many"]:
        monkeypatch.setattr(type(caches["default"]), write, None)

    for _ in range(20):
        with pytest.raises(IncorrectCodeError):
            manager.check_code_token_and_code(token, other_code(code))


def test_a_used_token_with_its_code_is_told_as_such_however_often(manager, issued):
    manager.check_code_token_and_code(*issued)

    for _ in range(20):
        with pytest.raises(TokenAlreadyUsedError):
            manager.check_code_token_and_code(*issued)


def test_the_right_code_of_a_used_token_is_not_hashed_again(manager, issued, evaluated):
    for _ in range(3):
        with suppress(TokenAlreadyUsedError):
            manager.check_code_token_and_code(*issued)

    assert len(evaluated) == 1


def test_other_spellings_of_the_right_code_are_told_as_well(manager, issued):
    token, code = issued
    manager.extend_code = lambda code, nonce: CodeTokenManager.extend_code(
        manager, code.strip(), nonce
    )
    manager.check_code_token_and_code(token, f" {code}")

    with pytest.raises(TokenAlreadyUsedError):
        manager.check_code_token_and_code(token, code)


def test_a_used_token_dies_of_wrong_codes_as_well(manager, issued, evaluated):
    token, code = issued
    manager.check_code_token_and_code(token, code)
    use_up_attempts(manager, token, code)

    for guess in [other_code(code), code]:
        with pytest.raises(TooManyAuthAttemptsError):
            manager.check_code_token_and_code(token, guess)
    assert len(evaluated) == 5


def test_without_a_limit_a_used_token_is_still_refused(manager, issued, settings):
    settings.JWT2FA_AUTH = {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None}
    token, code = issued
    manager.check_code_token_and_code(token, code)

    with pytest.raises(TokenAlreadyUsedError):
        manager.check_code_token_and_code(token, code)
    with pytest.raises(IncorrectCodeError):
        manager.check_code_token_and_code(token, other_code(code))


def test_of_two_right_answers_at_once_one_wins(manager, issued):
    token, code = issued
    real = manager.is_verification_code_ok

    def answer_meanwhile(*args):
        manager.is_verification_code_ok = real
        assert manager.check_code_token_and_code(token, code) == 17
        return real(*args)

    manager.is_verification_code_ok = answer_meanwhile

    with pytest.raises(TokenAlreadyUsedError):
        manager.check_code_token_and_code(token, code)


def test_a_user_has_a_limited_number_of_active_tokens(manager, clock):
    for _ in range(3):
        manager.create_code_token(ANN)

    with pytest.raises(TooManyCodeTokensError) as caught:
        manager.create_code_token(ANN)
    assert caught.value.wait == 300
    assert len(manager.codes) == 3
    assert manager.create_code_token(SimpleNamespace(pk=18))

    clock.shift(300)
    assert manager.create_code_token(ANN)


def test_no_code_is_made_or_sent_for_a_token_too_many(manager, monkeypatch):
    for _ in range(3):
        manager.create_code_token(ANN)
    monkeypatch.setattr(verification_codes, "hash_code", None)

    with pytest.raises(TooManyCodeTokensError):
        manager.create_code_token(ANN)


def test_a_used_token_makes_room_for_another(manager):
    for _ in range(10):
        token = manager.create_code_token(ANN)
        assert manager.check_code_token_and_code(token, manager.codes[-1]) == 17


def test_active_tokens_can_be_unlimited(manager, settings):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": None}

    for _ in range(10):
        token = manager.create_code_token(ANN)
    assert manager.check_code_token_and_code(token, manager.codes[-1]) == 17


def test_a_code_that_could_not_be_sent_leaves_no_active_token(manager, settings):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1}
    working = manager.send_verification_code

    def fail(user, code):
        raise sending.CodeSendingError("No luck")

    for _ in range(2):
        manager.send_verification_code = fail
        with pytest.raises(VerificationCodeSendingError, match=r"failed: No luck$"):
            manager.create_code_token(ANN)

    manager.send_verification_code = working
    assert manager.create_code_token(ANN)


@pytest.mark.parametrize("limit", [1, None])
def test_an_error_of_another_kind_passes_and_takes_no_place(manager, settings, limit):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": limit}

    def fail(user, code):
        raise KeyboardInterrupt

    manager.send_verification_code = fail
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            manager.create_code_token(ANN)


def test_a_slot_lasts_as_long_as_the_token_that_was_made_late(manager, clock, settings):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1}
    hash_code = manager.hash_verification_code

    def take_seconds(code):
        clock.shift(3)
        return hash_code(code)

    manager.hash_verification_code = take_seconds
    token = manager.create_code_token(ANN)
    clock.shift(299)
    assert read_claims(token)["exp"] == int(time.time()) + 1

    with pytest.raises(TooManyCodeTokensError):
        manager.create_code_token(ANN)


def test_a_token_survives_the_rotation_of_the_secret_key(
    manager, issued, settings, evaluated
):
    settings.SECRET_KEY_FALLBACKS = ["older still", settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret key"

    assert manager.check_code_token_and_code(*issued) == 17
    assert len(evaluated) == 1


def test_attempts_are_counted_on_over_a_rotation(manager, issued, settings):
    token, code = issued
    for number in range(5):
        with pytest.raises(IncorrectCodeError):
            manager.check_code_token_and_code(token, other_code(code))
        if number == 2:
            settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
            settings.SECRET_KEY = "a new secret key"

    with pytest.raises(TooManyAuthAttemptsError):
        manager.check_code_token_and_code(token, code)


def test_a_token_survives_the_rotation_of_an_explicit_key(manager, settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_SECRET_KEY": "first " * 8}
    token = manager.create_code_token(ANN)
    settings.JWT2FA_AUTH = {
        "CODE_TOKEN_SECRET_KEY": "second " * 8,
        "CODE_TOKEN_SECRET_KEY_FALLBACKS": ["first " * 8],
    }

    assert manager.check_code_token_and_code(token, manager.codes[-1]) == 17


def test_two_sites_that_share_a_cache_do_not_meet(manager, settings):
    for _ in range(3):
        manager.create_code_token(ANN)

    settings.SECRET_KEY = "the key of another site"

    assert manager.create_code_token(ANN)


def test_a_rotation_without_fallback_ends_all_code_tokens(manager, issued, settings):
    settings.SECRET_KEY = "a new secret key"

    with pytest.raises(AuthenticationFailed):
        manager.check_code_token_and_code(*issued)


def test_a_code_that_the_hasher_refuses_is_a_wrong_one(manager, issued, monkeypatch):
    def refuse(password, encoded):
        raise ValueError("password cannot be longer than 72 bytes")

    monkeypatch.setattr(hashers, "check_password", refuse)

    with pytest.raises(IncorrectCodeError):
        manager.check_code_token_and_code(*issued)


def test_nothing_that_it_makes_shows_its_secrets(manager):
    token = manager.create_code_token(ANN)

    assert token not in repr([token, token.issued])
    assert read_claims(token)["vch"] not in repr([token, token.issued])


def test_it_remembers_nothing_of_what_it_checked(manager, issued):
    before = dict(vars(manager))

    manager.check_code_token_and_code(*issued)

    assert vars(manager) == before


def test_it_asks_no_database(manager, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        token = manager.create_code_token(ANN)
        manager.check_code_token_and_code(token, manager.codes[-1])
