"""Which secret it is, and whose, is part of how it is encrypted."""

import base64

import pytest
from testproject.enrolling import begin

from drf_jwt_2fa.enrollment.models import PendingEnrollment, TotpSecret
from drf_jwt_2fa.enrollment.store.encryption import SecretUnreadableError
from drf_jwt_2fa.enrollment.store.secrets import (
    reseal,
    unseal_pending_secret,
    unseal_totp_secret,
)

KEY = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def pending(user, app):
    begin(user)
    return PendingEnrollment.objects.get()


def test_a_secret_comes_back(app, pending):
    assert unseal_totp_secret(TotpSecret.objects.get()) == app.secret
    assert len(unseal_pending_secret(pending)) == 20


@pytest.mark.parametrize("change", [{"name": "card"}, {"user_id": 4711}])
def test_a_pending_secret_is_of_one_method_and_user(pending, change):
    for name, value in change.items():
        setattr(pending, name, value)

    with pytest.raises(SecretUnreadableError):
        unseal_pending_secret(pending)


def test_a_pending_secret_is_no_secret_of_an_app(pending):
    row = TotpSecret.objects.get()
    row.secret, row.key_id = pending.secret, pending.key_id

    with pytest.raises(SecretUnreadableError):
        unseal_totp_secret(row)


def test_it_is_sealed_anew_with_the_first_key(app, pending, configure):
    configure(ENCRYPTION_KEYS=[KEY])

    for row in (TotpSecret.objects.get(), pending):
        columns = reseal(row)
        assert columns["key_id"] != row.key_id
        row.secret, row.key_id = columns["secret"], columns["key_id"]
    row = TotpSecret(
        method=TotpSecret.objects.get().method, **reseal(TotpSecret.objects.get())
    )
    assert unseal_totp_secret(row) == app.secret
    assert unseal_pending_secret(pending)
