"""Passkeys as a method: what it asks, and whom it lets in."""

import pytest
from testproject.passkeys import SETTINGS

from drf_jwt_2fa.claims import PASSKEY_LOGIN, PURPOSE_CLAIM, STEP_UP
from drf_jwt_2fa.enrollment.methods import (
    AlreadyEnrolledError,
    PasskeyMethod,
    TooManyEnrolledError,
)
from drf_jwt_2fa.enrollment.methods.passkey.values import CeremonyError
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod, Passkey
from drf_jwt_2fa.enrollment.store import passkeys as store
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey
from drf_jwt_2fa.exceptions import UnknownPasskeyError
from drf_jwt_2fa.methods import CREDENTIAL, MalformedAnswerError

WITHOUT_PASSWORD = {PURPOSE_CLAIM: PASSKEY_LOGIN}


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS


@pytest.fixture
def method():
    return PasskeyMethod()


@pytest.fixture
def key(user):
    return create_passkey(user)


@pytest.fixture
def other(django_user_model):
    return django_user_model.objects.create_user(username="bob", password="x")


def begin(method, user=None):
    challenge = method.begin(user, None) if user else method.begin_login()
    claims = {**challenge.claims, **({} if user else WITHOUT_PASSWORD)}
    return claims, challenge.public


def get_reason(call, *arguments):
    with pytest.raises(CeremonyError) as caught:
        call(*arguments)
    return caught.value.reason


def test_it_says_what_it_is(method):
    assert method.name == "passkey"
    assert method.answer_field == CREDENTIAL
    assert method.has_several
    assert str(method.verbose_name) == "Passkey"


def test_a_challenge_is_never_the_same(method, user, key):
    challenges = {begin(method, user)[0]["chg"] for _time in range(3)}

    assert len(challenges) == 3
    assert {len(one) for one in challenges} == {43}


def test_the_challenge_is_in_the_token_and_with_the_client(method, user, key):
    claims, options = begin(method, user)

    assert claims == {"chg": options["challenge"]}


def test_a_challenge_can_be_shown_again(method, user, key):
    claims, options = begin(method, user)

    assert method.repeat(user, claims) == options


@pytest.mark.parametrize("more", [{}, {PURPOSE_CLAIM: STEP_UP}])
def test_a_key_of_the_user_is_let_in(method, user, key, more):
    claims, options = begin(method, user)

    amr = method.verify(user.pk, {**claims, **more}, key.answer(options), None)

    assert amr == ("hwk", "pop", "user", "mfa")


@pytest.mark.parametrize("claims", [{}, {"chg": None}, {"chg": 1}, {"chg": ["None"]}])
@pytest.mark.parametrize("is_login", [True, False])
def test_a_token_without_a_challenge_takes_no_answer(
    method, user, key, claims, is_login
):
    _claims, options = begin(method, None if is_login else user)
    answer = key.answer(options, challenge=str(claims.get("chg")))
    claims = {**claims, **(WITHOUT_PASSWORD if is_login else {})}

    assert get_reason(method.verify, user.pk, claims, answer, None) == "challenge"
    assert get_reason(method.identify, claims, answer) == "challenge"


def test_an_authenticator_need_not_store_the_user_handle(method, user, key):
    claims, options = begin(method, user)

    answer = key.answer(options, userHandle=None)

    assert method.verify(user.pk, claims, answer, None)


WRONG = {
    "challenge": ({"challenge": "A" * 43}, "challenge"),
    "origin": ({"origin": "https://example.org"}, "origin"),
    "subdomain": ({"origin": "https://www.example.com"}, "origin"),
    "frame": ({"crossOrigin": True}, "cross_origin"),
    "top": ({"topOrigin": "https://example.com"}, "cross_origin"),
    "type": ({"type": "webauthn.create"}, "client_data_type"),
    "site": ({"rp_id": "example.org"}, "rp_id"),
    "nobody": ({"flags": 0x00}, "user_presence"),
    "state": ({"flags": 0x15}, "backup_state"),
    "counter": ({"sign_count": 0}, "signature_or_count"),
    "handle": ({"userHandle": "QUFB"}, "user_handle"),
    "signature": ({"signature": "QUFB"}, "signature"),
    "key": ({"id": "QUFB"}, "credential"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("is_login", [True, False])
def test_anything_else_is_refused_with_its_reason(method, user, key, wrong, is_login):
    claims, options = begin(method, None if is_login else user)
    Passkey.objects.update(sign_count=1)
    changes, reason = WRONG[wrong]
    answer = key.answer(options, **changes)

    if is_login and wrong == "key":
        with pytest.raises(UnknownPasskeyError):
            method.identify(claims, answer)
        return
    if is_login and wrong == "nobody":
        reason = "user_presence"
    found = get_reason(method.verify, user.pk, claims, answer, None)
    assert found == ("sign_count" if reason == "signature_or_count" else reason)
    assert Passkey.objects.get().last_used_at is None


def test_without_a_password_the_user_must_be_verified(method, user, key):
    claims, options = begin(method)

    answer = key.answer(options, flags=0x01)

    assert get_reason(method.identify, claims, answer) == "user_verification"
    reason = get_reason(method.verify, user.pk, claims, answer, None)
    assert reason == "user_verification"


def test_without_a_password_the_answer_names_the_user(method, user, key):
    claims, options = begin(method)

    assert method.identify(claims, key.answer(options)) == user.pk
    for handle in (None, "", "QUFB"):
        answer = key.answer(options, userHandle=handle)
        assert get_reason(method.identify, claims, answer) == "user_handle"


def test_nobody_is_named_by_two_handles_that_are_missing(method, user, key):
    Account.objects.update(user_handle=None)
    claims, options = begin(method)

    answer = key.answer(options, userHandle=None)

    assert get_reason(method.identify, claims, answer) == "user_handle"


def test_a_user_handle_of_another_user_is_refused(method, user, key, other):
    foreign = create_passkey(other)
    claims, options = begin(method)

    answer = key.answer(options, userHandle=foreign.user_handle)
    assert get_reason(method.identify, claims, answer) == "user_handle"

    claims, options = begin(method, user)
    answer = key.answer(options, userHandle=foreign.user_handle)
    assert get_reason(method.verify, user.pk, claims, answer, None) == "user_handle"


def test_the_key_of_another_user_is_refused(method, user, key, other):
    foreign = create_passkey(other)
    claims, options = begin(method, user)

    reason = get_reason(method.verify, user.pk, claims, foreign.answer(options), None)

    assert reason == "credential"


def test_a_key_that_nobody_has_is_unknown_only_if_all_else_is_right(method, key):
    claims, options = begin(method)
    unknown = SoftwarePasskey(user_handle="QUFB")

    with pytest.raises(UnknownPasskeyError):
        method.identify(claims, unknown.answer(options))
    answer = unknown.answer(options, origin="https://example.org")
    assert get_reason(method.identify, claims, answer) == "origin"


def test_an_imported_key_answers_with_its_own_handle(method, user, key):
    Passkey.objects.update(user_handle="QUFB")
    claims, options = begin(method)

    answer = key.answer(options, userHandle="QUFB")

    assert method.identify(claims, answer) == user.pk
    reason = get_reason(method.identify, claims, key.answer(options))
    assert reason == "user_handle"


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"is_uv_initialized": False}, "user_verification_not_initialized"),
        ({"is_discoverable": False}, "not_discoverable"),
    ],
)
def test_not_every_key_is_a_login_by_itself(method, user, key, columns, reason):
    Passkey.objects.update(**columns)
    claims, options = begin(method)
    answer = key.answer(options)

    assert get_reason(method.verify, user.pk, claims, answer, None) == reason


def test_a_key_of_which_nobody_knows_where_it_is_stored_is_one(method, user, key):
    Passkey.objects.update(is_discoverable=None)
    claims, options = begin(method)

    assert method.verify(user.pk, claims, key.answer(options), None)


def test_wrong_answers_do_not_disable_it(method, user, key):
    for _time in range(101):
        claims, options = begin(method, user)
        answer = key.answer(options, signature="QUFB")
        assert get_reason(method.verify, user.pk, claims, answer, None) == "signature"

    row = EnrolledMethod.objects.get()
    assert (row.wrong_answers, row.disabled_at) == (0, None)


def test_but_staff_may_have(method, user, key, clock):
    from django.utils import timezone  # noqa: PLC0415

    EnrolledMethod.objects.update(disabled_at=timezone.now())
    claims, options = begin(method, user)

    reason = get_reason(method.verify, user.pk, claims, key.answer(options), None)

    assert reason == "credential"


@pytest.mark.parametrize("junk", [{}, {"id": 7}, "text", None, 7, []])
def test_what_is_no_credential_is_malformed(method, user, key, junk):
    claims, _options = begin(method, user)

    for call in (method.check_form, method.check_confirmation):
        with pytest.raises(MalformedAnswerError):
            call(junk)
    with pytest.raises(MalformedAnswerError):
        method.verify(user.pk, claims, junk, None)


def test_a_well_formed_one_is_not(method, user, key):
    _claims, options = begin(method, user)

    assert method.check_form(key.answer(options)) is None


def set_up(method, user, **wishes):
    setup = method.set_up(user, **wishes)
    return setup.secret, setup.shown["challenge"]


def test_what_is_confirmed_is_kept(method, user):
    secret, options = set_up(method, user)
    key = SoftwarePasskey(is_synced=True, sign_count=5)
    answer = key.register(options)

    confirmed = method.confirm(user, secret, answer, name="Phone")

    assert method.get_amr(confirmed) == ("swk", "pop", "user", "mfa")
    assert "Phone" not in repr(confirmed.key)
    row = EnrolledMethod.objects.create(
        user=user, name="passkey", created_at="2030-01-01T00:00Z"
    )
    shown = method.keep(row, confirmed)
    stored = Passkey.objects.get()
    assert shown["passkey"]["id"] == str(stored.uid)
    assert bytes(stored.credential_id) == key.credential_id
    assert bytes(stored.public_key) == key.get_cose_key()
    assert stored.sign_count == 5
    assert stored.is_backup_eligible
    assert stored.is_backed_up
    assert stored.is_uv_initialized
    assert stored.is_discoverable
    assert stored.name == "Phone"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"challenge": "A" * 43}, "challenge"),
        ({"origin": "https://example.org"}, "origin"),
        ({"type": "webauthn.get"}, "client_data_type"),
        ({"crossOrigin": True}, "cross_origin"),
        ({"rp_id": "example.org"}, "rp_id"),
        ({"flags": 0x44}, "user_presence"),
        ({"flags": 0x41}, "user_verification"),
        ({"flags": 0x55}, "backup_state"),
        ({"flags": 0x05}, "authenticator_data"),
        ({"id": "QUFB"}, "id"),
    ],
)
def test_a_wrong_registration_is_refused(method, user, wrong, reason):
    secret, options = set_up(method, user)

    answer = SoftwarePasskey().register(options, **wrong)

    assert get_reason(method.confirm, user, secret, answer) == reason


def test_whether_the_user_must_be_verified_is_remembered(method, user, settings):
    secret, options = set_up(method, user, discoverable=False)
    touched = SoftwarePasskey(is_user_verified=False).register(options)
    assert method.confirm(user, secret, touched)

    # What was asked for counts, and not what is asked for by now.
    settings.JWT2FA_AUTH = {**SETTINGS, "PASSKEY_LOGIN": False}
    secret, options = set_up(method, user)
    settings.JWT2FA_AUTH = SETTINGS
    touched = SoftwarePasskey(is_user_verified=False).register(options)
    assert method.confirm(user, secret, touched)


def test_what_is_enrolled_is_not_confirmed_again(method, user, key, other):
    secret, options = set_up(method, user)
    with pytest.raises(AlreadyEnrolledError):
        method.confirm(user, secret, key.register(options))

    secret, options = set_up(method, other)
    answer = key.register(options)
    assert get_reason(method.confirm, other, secret, answer) == "taken"


def test_of_two_at_once_one_is_kept(method, user, other):
    secret, options = set_up(method, user)
    key = SoftwarePasskey()
    confirmed = method.confirm(user, secret, key.register(options))
    create_passkey(user, credential_id=key.credential_id)

    with pytest.raises(AlreadyEnrolledError):
        method.keep(EnrolledMethod.objects.get(), confirmed)
    Account.objects.filter(user=user)
    Passkey.objects.all().delete()
    create_passkey(other, credential_id=key.credential_id)
    row = EnrolledMethod.objects.get(user=user)
    assert get_reason(method.keep, row, confirmed) == "taken"


def test_there_is_a_limit_in_both_steps(method, user, settings):
    secret, options = set_up(method, user)
    confirmed = method.confirm(user, secret, SoftwarePasskey().register(options))
    settings.JWT2FA_AUTH = {**SETTINGS, "MAX_PASSKEYS_PER_USER": 1}
    create_passkey(user)

    with pytest.raises(TooManyEnrolledError):
        method.set_up(user)
    with pytest.raises(TooManyEnrolledError):
        method.keep(EnrolledMethod.objects.get(), confirmed)
    assert store.count_passkeys(user.pk, "passkey") == 1
