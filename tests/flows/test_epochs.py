"""What was issued before a change, a reset or a new password stays void for good."""

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from .conftest import read_secret

pytest.importorskip("cryptography")

from drf_jwt_2fa.enrollment.changes import reset
from drf_jwt_2fa.enrollment.models import Account, PendingEnrollment
from drf_jwt_2fa.exceptions import LoginOutdatedError

CHANGES = {
    "a reset": lambda ann: reset(ann.user),
    "a new password": lambda ann: ann.change_password(),
}


@pytest.fixture(params=CHANGES)
def void(request, ann):
    """Do what ends everything that was issued before."""
    return lambda: CHANGES[request.param](ann)


def assert_is_out(ann, thief):
    """Assert that a device cannot set up, step up, manage or refresh any more."""
    for path in ("/totp/setup/", "/totp/confirm/", "/step-up/", "/recovery-codes/"):
        response = thief.post(path, code_token="x", code="1")
        assert (path, response.status_code) == (path, 401)
    assert thief.post("/2fa-method/", method="totp").status_code == 401
    assert thief.call("/totp/", verb="delete").status_code == 401
    assert thief.refresh() == 401


def test_a_device_that_is_logged_in_is_out(ann, void):
    thief = ann.log_in()

    void()

    assert_is_out(ann, thief)


def test_the_thief_s_own_app_is_out_and_so_is_its_step_up(ann, void):
    thief = ann.log_in()
    ann.enroll(thief)
    proof = ann.prove(thief)

    void()

    assert thief.call("/totp/", verb="delete", **proof).status_code == 401
    assert ann.api.auth(proof["code_token"], proof["code"]).status_code == 401
    assert_is_out(ann, thief)


def test_a_setup_that_was_begun_is_not_confirmed(ann, void):
    thief = ann.log_in()
    secret = ann.set_up(thief)

    void()

    response = thief.post("/totp/confirm/", code=ann.app_code(secret))
    assert response.status_code == 401


def test_it_does_not_live_again_after_the_next_change(ann, void):
    thief = ann.log_in()
    void()
    device = ann.log_in()
    ann.enroll(device)
    reset(ann.user)
    ann.secret = None
    ann.change_password("yet another")
    ann.log_in()

    assert_is_out(ann, thief)


def test_nor_with_the_password_of_before(ann):
    stored = ann.user.password
    thief = ann.log_in()
    ann.change_password()
    ann.log_in()
    ann.user.password = stored
    ann.user.save()

    assert_is_out(ann, thief)


def test_what_is_issued_afterwards_is_good(ann, void, claims):
    before = ann.log_in()
    void()

    device = ann.log_in()

    epochs = [claims(one.tokens["access"])["2fa_epoch"] for one in (before, device)]
    assert epochs[0] < epochs[1]
    assert device.refresh() == 200
    assert claims(device.tokens["access"])["2fa_epoch"] == epochs[1]
    ann.enroll(device)


@pytest.mark.parametrize(
    "make",
    [
        lambda ann, phone: phone.call("/totp/", verb="delete", **ann.prove(phone)),
        lambda ann, phone: phone.post("/recovery-codes/", **ann.prove(phone)),
        lambda ann, phone: phone.post(
            "/2fa-method/", method="totp", **ann.prove(phone)
        ),
    ],
)
def test_each_change_ends_other_devices_and_no_own_one(ann, phone, make):
    thief = ann.log_in()

    response = make(ann, phone)

    assert response.status_code == 200
    phone.tokens = response.json()
    if not Account.objects.get().user.drf_jwt_2fa_methods.exists():
        ann.secret = None
    assert_is_out(ann, thief)
    assert phone.refresh() == 200
    assert phone.post("/step-up/").status_code == 200


def test_replacing_an_app_ends_other_devices(ann, phone):
    thief = ann.log_in()

    ann.enroll(phone, **ann.prove(phone))

    assert_is_out(ann, thief)
    assert phone.refresh() == 200


def test_a_code_token_of_before_a_change_is_void(ann, void):
    token = ann.begin()
    code = ann.api.last_mailed_code
    ann.log_in()

    void()

    assert ann.api.auth(token, code).status_code == 401
    assert ann.api.post("/challenge/", {"code_token": token}).status_code == 401


@pytest.fixture
def needs_app(ann, settings):
    """Logins are complete with an app only."""
    settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = ["totp"]


def get_enrollment_token(ann):
    token = ann.begin()
    return ann.api.auth(token, ann.api.last_mailed_code).json()["enrollment_token"]


@pytest.mark.usefixtures("needs_app")
def test_an_enrolment_token_that_was_void_stays_void(ann, void):
    old = get_enrollment_token(ann)
    thief = ann.log_in()  # Another one: no access token is issued here.
    thief.tokens["access"] = thief.tokens.pop("enrollment_token")
    ann.enroll(thief)
    for _ in range(2):
        void()

        assert thief.call("/totp/setup/", old).status_code == 401
        assert thief.call("/totp/confirm/", old, code="123456").status_code == 401


@pytest.mark.usefixtures("needs_app")
def test_nobody_confirms_with_an_enrolment_token_of_before(ann, void):
    token = get_enrollment_token(ann)
    device = ann.log_in()
    device.tokens["access"] = token
    secret = read_secret(device.call("/totp/setup/", token))

    void()

    code = ann.app_code(secret)
    assert device.call("/totp/confirm/", token, code=code).status_code == 401


def test_a_refresh_under_way_loses(ann, void, monkeypatch):
    thief = ann.log_in()
    make_access = RefreshToken.access_token.fget

    def make_while_something_happens(token):
        access = make_access(token)
        void()
        return access

    monkeypatch.setattr(
        RefreshToken, "access_token", property(make_while_something_happens)
    )

    assert thief.refresh() == 401


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_under_way_loses(ann, void, monkeypatch):
    from drf_jwt_2fa.enrollment.methods import TotpMethod  # noqa: PLC0415

    thief = ann.log_in()
    secret = ann.set_up(thief)
    confirm = TotpMethod.confirm

    def confirm_while_something_happens(method, *args):
        keep = confirm(method, *args)
        void()
        ann.log_in()  # It is a look at the account, too.
        return keep

    monkeypatch.setattr(TotpMethod, "confirm", confirm_while_something_happens)

    response = thief.post("/totp/confirm/", code=ann.app_code(secret))

    assert response.status_code in (401, 403)
    if response.status_code == 401:
        assert response.data["detail"].code == LoginOutdatedError.default_code
    assert not ann.user.drf_jwt_2fa_methods.exists()


def test_a_hash_that_is_upgraded_at_a_login_is_no_new_password(ann, settings):
    device = ann.log_in()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    before = ann.user.password

    ann.log_in()

    ann.user.refresh_from_db()
    assert ann.user.password != before
    assert device.refresh() == 200
    assert device.post("/step-up/").status_code == 200


@pytest.fixture
def without_claim(ann):
    """A token that was issued before the upgrade, to a user whose account begins."""
    token = RefreshToken.for_user(ann.user)
    access = token.access_token
    ann.log_in()
    return str(access), str(token)


def test_a_token_of_before_the_upgrade_keeps_its_access(ann, without_claim):
    access, refresh = without_claim
    device = ann.log_in()

    assert device.call("/me/", access, verb="get").status_code == 200
    assert device.call("/2fa-method/", access, verb="get").status_code == 200
    assert device.post("/refresh/", refresh=refresh).status_code == 200


def test_but_it_cannot_step_up_nor_manage(ann, without_claim):
    access, _refresh = without_claim
    device = ann.log_in()

    for path in ("/step-up/", "/totp/setup/", "/recovery-codes/"):
        assert device.call(path, access).status_code == 401
    assert device.call("/totp/", access, verb="delete").status_code == 401


def test_nor_is_it_recent_whatever_else_it_claims(ann, without_claim, clock):
    device = ann.log_in()
    own = AccessToken(device.tokens["access"])
    copied = AccessToken.for_user(ann.user)
    for name in ("auth_time", "acr", "amr"):
        copied[name] = own[name]

    assert device.call("/totp/setup/", str(copied)).status_code == 401
    copied["2fa_epoch"] = own["2fa_epoch"]
    assert device.call("/totp/setup/", str(copied)).status_code == 200


@pytest.mark.parametrize("odd", [None, True, 1.0, "1", [], {}, -1, 10**30])
def test_an_odd_epoch_is_no_epoch(ann, odd):
    device = ann.log_in()
    token = AccessToken(device.tokens["access"])
    Account.objects.update(epoch=1)
    token["2fa_epoch"] = odd

    assert device.call("/step-up/", str(token)).status_code == 401


def test_a_user_with_the_key_of_somebody_who_is_gone_has_another_epoch(
    ann, django_user_model, clock
):
    thief = ann.log_in()
    key = ann.user.pk
    ann.user.delete()
    clock.shift(1)
    ann.user = django_user_model.objects.create(
        pk=key, username="ann", email="ann@example.com", password=make_password("b")
    )
    ann.password = "b"
    ann.log_in()

    assert_is_out(ann, thief)


def test_the_epoch_costs_a_request_without_a_recent_factor_nothing(
    ann, django_assert_num_queries
):
    device = ann.log_in()

    with django_assert_num_queries(1):
        assert device.call("/me/", verb="get").status_code == 200


def test_only_the_claims_bring_the_table_into_it(api, user, settings):
    pytest.importorskip("cryptography")
    settings.JWT2FA_AUTH = {}

    api.log_in()

    assert not Account.objects.exists()


@pytest.mark.usefixtures("needs_app")
def test_an_enrolment_token_outlives_a_rotation_of_the_secret_key(ann, settings):
    token = get_enrollment_token(ann)
    device = ann.log_in()
    assert device.call("/totp/setup/", token).status_code == 200
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one that is long enough to sign things with"

    assert device.call("/totp/setup/", token).status_code == 200

    settings.SECRET_KEY_FALLBACKS = []
    assert device.call("/totp/setup/", token).status_code == 401


def test_of_two_setups_begun_at_once_the_last_one_counts(ann, monkeypatch):
    device = ann.log_in()
    secrets = []
    update = QuerySet.update

    def be_overtaken(rows, **columns):
        number = update(rows, **columns)
        if rows.model is PendingEnrollment and "secret" in columns:
            monkeypatch.setattr(QuerySet, "update", update)
            secrets.append(ann.set_up(device))
        return number

    monkeypatch.setattr(QuerySet, "update", be_overtaken)
    secrets.append(ann.set_up(device))

    first, last = (ann.app_code(secret) for secret in secrets)
    assert device.post("/totp/confirm/", code=first).status_code == 403
    ann.clock.shift(2)
    assert device.post("/totp/confirm/", code=last).status_code == 200
