"""A stranger with a passkey, a stolen token or a recorded answer gets nowhere."""

import json
import logging

import pytest
from django.core import mail
from rest_framework_simplejwt.tokens import AccessToken
from testproject.client import LoginClient
from testproject.enrolling import Person, get_claims
from testproject.passkeys import SETTINGS, Holder

from drf_jwt_2fa.claims import METHOD_CLAIM, PASSKEY_LOGIN, PURPOSE_CLAIM
from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod, Passkey
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey
from drf_jwt_2fa.token_manager import CodeTokenManager

REFUSED = {"detail": "Incorrect authentication credentials."}


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.ROOT_URLCONF = "enrollment.urls"
    settings.JWT2FA_AUTH = SETTINGS


@pytest.fixture
def holder(api, clock, user):
    return Holder(Person(api, clock))


@pytest.fixture
def key(user):
    return create_passkey(user)


@pytest.fixture
def bob(django_user_model, clock):
    user = django_user_model.objects.create_user(
        username="bob", email="bob@example.com", password="correct horse"
    )
    person = Holder(Person(LoginClient(clock), clock))
    person.user, person.key = user, create_passkey(user)
    return person


def begin_login(holder):
    holder.api.credentials()
    return holder.post("/passkey-login/")


def test_one_s_own_key_is_no_login_as_another_user(holder, key, bob):
    begun = holder.begin()

    for handle in (key.user_handle, bob.key.user_handle, None):
        answer = bob.key.answer(begun["challenge"], userHandle=handle)
        holder.redeem(begun["token"], answer, status=401)
        holder.person.clock.shift(2)
    answer = bob.key.answer(begun["challenge"], id=key.answer(begun["challenge"])["id"])
    holder.redeem(begun["token"], answer, status=401)


def test_nor_with_the_handle_of_another_user(holder, key, bob):
    begun = begin_login(holder)
    answer = bob.key.answer(begun["challenge"], userHandle=key.user_handle)

    assert holder.redeem(begun["token"], answer, status=401).json() == REFUSED


def test_the_answer_to_another_challenge_is_none(holder, key, clock):
    first, second = begin_login(holder), begin_login(holder)
    answer = key.answer(first["challenge"])

    holder.redeem(second["token"], answer, status=401)
    holder.redeem(first["token"], answer)
    clock.shift(2)
    replayed = holder.redeem(first["token"], answer, status=401)
    assert replayed.json()["detail"].startswith(
        "This code token has already been used."
    )


def test_another_answer_to_a_used_challenge_is_none(holder, key, clock):
    begun = begin_login(holder)
    holder.redeem(begun["token"], key.answer(begun["challenge"]))
    clock.shift(2)

    holder.redeem(begun["token"], key.answer(begun["challenge"]), status=401)


def test_a_challenge_expires(holder, key, clock):
    begun = begin_login(holder)
    clock.shift(300)

    holder.redeem(begun["token"], key.answer(begun["challenge"]), status=403)


def test_a_login_without_a_password_is_no_step_up_and_no_proof(holder, key, clock):
    holder.log_in(key)
    clock.shift(5)
    held = holder.person.tokens
    begun = begin_login(holder)
    holder.person.use(held)
    proof = {
        "code_token": begun["token"],
        "credential": key.answer(begun["challenge"]),
    }

    path = f"/passkeys/{Passkey.objects.get().uid}/"
    response = holder.send("delete", path, proof, status=403)

    assert response["detail"].startswith("The code is not right. Please try again")
    assert Passkey.objects.exists()


def test_it_cannot_be_exchanged_for_another_method(holder, key):
    begun = begin_login(holder)

    data = {"code_token": begun["token"], "method": "code-sender"}
    holder.post("/challenge/", data, status=401)
    assert not mail.outbox


def test_a_step_up_is_no_login_of_the_thief_of_a_token(holder, key, bob):
    # The code token of Ann's step-up, answered with Bob's key.
    holder.log_in(key)
    holder.person.clock.shift(5)
    begun = holder.post("/step-up/")

    holder.redeem(begun["token"], bob.key.answer(begun["challenge"]), status=401)


@pytest.mark.parametrize(
    "more",
    [
        {PURPOSE_CLAIM: PASSKEY_LOGIN},
        {METHOD_CLAIM: "code-sender"},
        {METHOD_CLAIM: "totp"},
        {METHOD_CLAIM: "no-2fa"},
        {METHOD_CLAIM: 7},
        {"chg": None},
        {"chg": 7},
        {"chg": ["x"]},
    ],
)
def test_no_genuine_but_odd_token_lets_anybody_in(holder, key, user, more):
    """Only who has the key of the server could make them."""
    begun = begin_login(holder)
    claims = get_claims(begun["token"])
    odd = CodeTokenManager().encode_token(
        {**claims, **({"uid": user.pk} if PURPOSE_CLAIM in more else {}), **more}
    )

    for name, answer in (
        ("credential", key.answer(begun["challenge"])),
        ("code", "1234567"),
    ):
        response = holder.api.post(
            "/auth/", {"code_token": odd, name: answer}, format="json"
        )
        assert response.status_code in (400, 401, 403)
        holder.person.clock.shift(2)


def test_a_token_of_another_site_is_none(holder, key, settings):
    begun = begin_login(holder)
    answer = key.answer(begun["challenge"])
    settings.SECRET_KEY = "the key of another site, which is as long as ours"

    holder.redeem(begun["token"], answer, status=401)


def test_a_page_of_another_site_gets_nothing(holder, key, clock):
    for wrong in (
        {"origin": "https://examp1e.com"},
        {"origin": "https://example.com.attacker.org"},
        {"origin": "https://example.com:8443"},
        {"origin": "http://example.com"},
        {"origin": "https://EXAMPLE.com"},
        {"origin": "null"},
        {"rp_id": "attacker.org"},
        {"crossOrigin": True},
        {"topOrigin": "https://attacker.org"},
    ):
        response = holder.log_in_without_password(key, status=401, **wrong)
        assert response.json() == REFUSED
        clock.shift(2)


def test_what_is_refused_is_in_the_log_with_its_reason(holder, key, user, caplog):
    caplog.set_level(logging.INFO, logger="drf_jwt_2fa")

    holder.log_in_without_password(key, status=401, origin="https://x.org")
    holder.log_in_without_password(key, status=401, signature="QUFB")
    holder.log_in_without_password(SoftwarePasskey(user_handle="QUFB"), status=401)

    ours = [one for one in caplog.records if one.name == "drf_jwt_2fa"]
    assert [one.getMessage() for one in ours] == [
        "POST /auth/ was refused: wrong_passkey (origin) (user None)",
        f"POST /auth/ was refused: wrong_passkey (signature) (user {user.pk})",
        "POST /auth/ was refused: unknown_passkey (user None)",
    ]


def test_no_secret_is_in_the_log_or_in_a_repr(holder, key, caplog):
    caplog.set_level(logging.DEBUG)
    begun = begin_login(holder)
    answer = key.answer(begun["challenge"])
    holder.redeem(begun["token"], answer)
    holder.log_in_without_password(key, status=401, signature="QUFB")

    text = "\n".join(one.getMessage() for one in caplog.records) + repr(key)
    for secret in (begun["token"], answer["id"], answer["response"]["signature"]):
        assert secret not in text


@pytest.mark.parametrize("status", [200, 401])
def test_a_removed_key_is_unknown_and_a_deleted_user_s_too(holder, key, user, status):
    if status == 200:
        changes.reset(user)
    else:
        user.delete()

    response = holder.log_in_without_password(key, status=401)

    assert response.json() == {**REFUSED, "code": "unknown_passkey"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "QUFB"},
        {"userHandle": "QUFB"},
        {"origin": "https://example.org"},
        {"flags": 0x01},
        {"sign_count": 0},
    ],
)
def test_of_a_key_that_somebody_has_it_is_never_said(holder, key, clock, wrong):
    holder.log_in(key)
    clock.shift(5)

    response = holder.log_in_without_password(key, status=401, **wrong)

    assert response.json() == REFUSED


def test_nor_of_a_disabled_user_s(holder, key, user):
    user.is_active = False
    user.save()

    response = holder.log_in_without_password(key, status=403)

    assert "code" not in response.json()


def test_after_a_password_an_unknown_key_is_only_wrong(holder, key):
    begun = holder.begin()

    answer = SoftwarePasskey().answer(begun["challenge"])

    assert holder.redeem(begun["token"], answer, status=401).json() == REFUSED


def test_a_changed_account_ends_the_challenge_after_a_password(holder, key, user):
    begun = holder.begin()
    user.email = "other@example.com"
    user.save()

    holder.redeem(begun["token"], key.answer(begun["challenge"]), status=401)
    assert Passkey.objects.get().last_used_at is None


def test_a_reset_ends_tokens_of_passkeys(holder, key, user, clock):
    tokens = holder.log_in_without_password(key)
    clock.shift(5)
    changes.reset(user)

    response = holder.api.post("/refresh/", {"refresh": tokens["refresh"]})
    assert response.status_code == 401
    assert holder.api.post("/step-up/").status_code == 401


def test_attempts_with_one_challenge_are_limited(holder, key, clock):
    begun = begin_login(holder)

    statuses = []
    for _time in range(6):
        answer = key.answer(begun["challenge"], signature="QUFB")
        data = {"code_token": begun["token"], "credential": answer}
        statuses.append(holder.api.post("/auth/", data, format="json").status_code)
        clock.shift(2)
    statuses.append(
        holder.redeem(
            begun["token"], key.answer(begun["challenge"]), status=403
        ).status_code
    )

    assert statuses == [401] * 5 + [403, 403]


def test_the_retry_wait_holds(holder, key):
    begun = begin_login(holder)
    answer = key.answer(begun["challenge"], signature="QUFB")
    holder.redeem(begun["token"], answer, status=401)

    holder.redeem(begun["token"], key.answer(begun["challenge"]), status=429)


def test_wrong_answers_never_disable_passkeys(holder, key, clock, settings):
    settings.JWT2FA_AUTH = {
        **SETTINGS,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
        "CODE_TOKEN_THROTTLE_RATE": None,
    }
    for _time in range(101):
        begun = holder.post("/get-code/", _CREDENTIALS)
        answer = key.answer(begun["challenge"], signature="QUFB")
        holder.redeem(begun["token"], answer, status=401)
        clock.shift(600)

    assert EnrolledMethod.objects.get().disabled_at is None
    holder.log_in(key)


_CREDENTIALS = {"username": "ann", "password": "correct horse"}


def test_but_they_count_for_the_budget_of_a_day(holder, key, clock, settings):
    settings.JWT2FA_AUTH = {
        **SETTINGS,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "2/d",
        "CODE_TOKEN_THROTTLE_RATE": None,
    }
    for _time in range(2):
        holder.post("/get-code/", _CREDENTIALS)
    holder.post("/get-code/", _CREDENTIALS, status=429)
    clock.shift(5)

    # Neither blocks the other, and a completed login gives the budget back.
    holder.log_in_without_password(key)
    holder.api.credentials()
    holder.post("/get-code/", _CREDENTIALS)


def test_a_login_without_a_password_reopens_step_ups(holder, key, user, clock):
    holder.log_in(key)
    Account.objects.update(wrong_step_ups=20)
    holder.post("/step-up/", status=403)

    holder.log_in_without_password(key)

    holder.post("/step-up/")


def test_it_is_a_recent_second_factor(holder, key):
    from testproject.urls import urlpatterns  # noqa: F401, PLC0415

    holder.log_in_without_password(key)

    claims = get_claims(holder.person.tokens["access"])
    assert "mfa" in claims["amr"]
    assert claims["acr"] == "passkey"


def test_a_project_s_policy_may_refuse_it_for_some(holder, key, settings, user):
    settings.JWT2FA_AUTH = {
        **SETTINGS,
        "TRUSTED_2FA_METHODS": lambda user: ["totp"] if user.is_staff else ["passkey"],
    }
    holder.log_in_without_password(key)
    user.is_staff = True
    user.save()

    assert holder.log_in_without_password(key, status=401).json() == REFUSED


def rule_nobody_in(user):
    return False


def test_the_rule_of_simple_jwt_holds(holder, key, settings):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": f"{__name__}.rule_nobody_in"}

    holder.log_in_without_password(key, status=401)
    assert Passkey.objects.get().last_used_at is None


def test_an_access_token_without_a_step_up_adds_no_second_key(holder, key, user):
    token = AccessToken.for_user(user)
    holder.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    holder.post("/passkeys/setup/", status=401)
    holder.log_in(key)
    holder.post("/passkeys/setup/", status=400)


ODD = ["", "x", 7, None, True, [], {}, "\ud800", "\0", "A" * 70_000, 1e308, [[]] * 9]
MEMBERS = ["id", "rawId", "type", "response", "clientExtensionResults"]
OF_RESPONSE = ["clientDataJSON", "authenticatorData", "signature", "userHandle"]


@pytest.mark.parametrize("member", [*MEMBERS, *OF_RESPONSE])
def test_no_odd_member_is_an_error_of_the_server(holder, key, clock, member):
    begun = begin_login(holder)
    for odd in ODD:
        answer = key.answer(begun["challenge"])
        (answer if member in MEMBERS else answer["response"])[member] = odd
        body = json.dumps({"code_token": begun["token"], "credential": answer})
        response = holder.api.post("/auth/", body, content_type="application/json")
        assert response.status_code in (200, 400, 401, 403), odd
        clock.shift(2)


@pytest.mark.parametrize("depth", [10, 500, *range(900, 1000, 7), 5000])
def test_nor_is_a_deep_one(holder, key, depth):
    begun = begin_login(holder)
    answer = json.dumps(key.answer(begun["challenge"]))
    deep = answer[:-1] + ', "more": ' + "[" * depth + "]" * depth + "}"
    body = f'{{"code_token": "{begun["token"]}", "credential": {deep}}}'

    response = holder.api.post("/auth/", body, content_type="application/json")

    assert response.status_code in (200, 400)


def test_junk_leaves_nothing_in_the_cache(holder, key, cache):
    begun = begin_login(holder)
    cache.clear()

    for token in ("junk", begun["token"] + "x", begun["token"][:-3]):
        holder.redeem(token, key.answer(begun["challenge"]), status=401)
    for credential in ({}, {"id": "x"}, "x"):
        holder.redeem(begun["token"], credential, status=400)

    assert not cache._cache
