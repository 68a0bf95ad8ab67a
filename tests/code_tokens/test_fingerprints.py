from types import SimpleNamespace

from drf_jwt_2fa.code_tokens.fingerprints import account_fingerprint, bind_password


def ann(**changes):
    values = {"pk": 1, "password": "md5$salt$hash", "email": "ann@example.com"}
    return SimpleNamespace(**{**values, **changes})


def fingerprint(user, epoch=None, secret="secret"):
    return account_fingerprint(user, epoch, secret)


def test_a_fingerprint_stays_what_it_is():
    assert fingerprint(ann()) == fingerprint(ann(password="md5$x$y"))


def test_an_account_changes_with_its_key_and_address():
    accounts = [ann(), ann(pk=2), ann(email=""), ann(email=None)]

    assert len(set(map(fingerprint, accounts))) == 4


def test_an_account_changes_with_its_epoch():
    assert len({fingerprint(ann(), epoch) for epoch in (None, 0, 1)}) == 3


def test_an_account_changes_with_the_database_of_its_user(user, settings):
    before = fingerprint(user)
    settings.DATABASE_ROUTERS = [f"{__name__}.ToTheTenant"]

    assert fingerprint(user) != before


class ToTheTenant:
    def db_for_write(self, model, **hints):
        return "tenant"


def test_parts_do_not_run_into_each_other():
    assert fingerprint(ann(pk="a", email="bc")) != fingerprint(ann(pk="ab", email="c"))


def test_the_address_cannot_be_read_from_a_fingerprint():
    assert "example.com" not in fingerprint(ann())
    assert fingerprint(ann(), secret="another") != fingerprint(ann())


def test_a_password_is_bound_to_its_account():
    bound = {
        bind_password(account, password, secret)
        for account in ("a", "b")
        for password in ("a", "b")
        for secret in ("a", "b")
    }

    assert len(bound) == 8
    assert all(len(one) == 32 for one in bound)
