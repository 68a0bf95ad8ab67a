from types import SimpleNamespace

from drf_jwt_2fa.code_tokens.fingerprints import account_fingerprint, owner_fingerprint


def ann(**changes):
    values = {"pk": 1, "password": "md5$salt$hash", "email": "ann@example.com"}
    return SimpleNamespace(**{**values, **changes})


def test_fingerprints_stay_what_they_are():
    assert account_fingerprint(ann(), "") == account_fingerprint(ann(), "")
    assert owner_fingerprint(ann()) == owner_fingerprint(ann())


def test_an_account_changes_with_its_key_password_and_address():
    accounts = [ann(), ann(pk=2), ann(password="md5$x$y"), ann(email="")]

    assert len({account_fingerprint(one, "") for one in accounts}) == 4


def test_an_account_changes_with_what_is_enrolled():
    assert account_fingerprint(ann(), "") != account_fingerprint(ann(), "totp")


def test_an_owner_changes_with_key_and_password():
    owners = [ann(), ann(pk=2), ann(password="md5$x$y"), ann(email="")]

    assert len(set(map(owner_fingerprint, owners))) == 3


def test_parts_do_not_run_into_each_other():
    one = ann(password="a", email="bc")
    other = ann(password="ab", email="c")

    assert account_fingerprint(one, "") != account_fingerprint(other, "")


def test_all_unusable_passwords_are_alike():
    unusable = [ann(password="!a"), ann(password="!b"), ann(password=None)]
    nothing_but_a_key = SimpleNamespace(pk=1)

    assert len(set(map(owner_fingerprint, unusable))) == 1
    assert owner_fingerprint(nothing_but_a_key) == owner_fingerprint(unusable[0])


def test_the_hash_and_the_address_cannot_be_read_from_a_fingerprint(settings):
    before = account_fingerprint(ann(), "")
    assert "example.com" not in before

    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "another secret"}

    assert account_fingerprint(ann(), "") != before
