from drf_jwt_2fa import hashers
from drf_jwt_2fa.code_tokens.verification_codes import VerificationCodes


def test_codes_are_of_the_configured_length_and_alphabet(settings):
    settings.JWT2FA_AUTH = {"CODE_LENGTH": 40, "CODE_CHARACTERS": "ab"}

    code = VerificationCodes().generate_verification_code()

    assert len(code) == 40
    assert set(code) == {"a", "b"}


def test_a_subclass_can_fix_length_and_alphabet():
    class Hex(VerificationCodes):
        code_length = 9
        code_chars = "f"

    assert Hex().generate_verification_code() == "fffffffff"


def test_an_instance_can_have_its_own_length_and_alphabet():
    manager = VerificationCodes()
    manager.code_length = 3
    manager.code_chars = "x"

    assert manager.generate_verification_code() == "xxx"


def test_codes_differ():
    codes = {VerificationCodes().generate_verification_code() for _ in range(50)}

    assert len(codes) > 45


def test_a_code_is_recognized_by_its_hash_and_nonce():
    codes = VerificationCodes()
    hashed, nonce = codes.hash_verification_code("1234567")

    assert codes.is_verification_code_ok("1234567", nonce, hashed)
    assert not codes.is_verification_code_ok("1234568", nonce, hashed)
    assert not codes.is_verification_code_ok("1234567", nonce[::-1] + "x", hashed)


def test_the_hash_needs_the_secret(settings):
    codes = VerificationCodes()
    hashed, nonce = codes.hash_verification_code("1234567")

    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "another secret"}

    assert not codes.is_verification_code_ok("1234567", nonce, hashed)


def test_what_the_hasher_cannot_take_is_wrong(monkeypatch):
    def refuse(password, encoded):
        raise ValueError("password cannot be longer than 72 bytes")

    monkeypatch.setattr(hashers, "check_password", refuse)

    assert not VerificationCodes().is_verification_code_ok("1", "nonce", "hash")
