"""Users add passkeys and log in with them: after the password, and without."""

import pytest
from django.core import mail
from testproject.enrolling import get_claims, get_code, get_enrolled
from testproject.passkeys import SETTINGS, Holder, get_subjects

from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod, Passkey
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey, enroll_app


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS


@pytest.fixture
def holder(ann):
    return Holder(ann)


def test_a_first_passkey_comes_with_recovery_codes_and_new_tokens(holder, user):
    key, answer = holder.add(SoftwarePasskey(is_synced=True), name="Ann's phone")

    assert len(answer["recovery_codes"]) == 10
    assert answer["passkey"]["name"] == "Ann's phone"
    assert answer["passkey"]["is_synced"] is True
    assert answer["passkey"]["is_discoverable"] is True
    claims = get_claims(answer["access"])
    assert claims["acr"] == "passkey"
    assert claims["amr"] == ["pwd", "swk", "pop", "user", "mfa"]
    assert get_enrolled(user) == ["passkey", "recovery-code"]
    assert "A method was added to your two-factor authentication" in get_subjects()
    assert len(Passkey.objects.get().user_handle) == 0
    assert len(key.user_handle) == 86


def test_the_options_for_a_new_passkey(holder, user):
    options = holder.post("/passkeys/setup/")["challenge"]

    assert options == {
        "rp": {"id": "example.com", "name": "example.com"},
        "user": {
            "id": Account.objects.get(user=user).user_handle,
            "name": "ann",
            "displayName": "ann",
        },
        "challenge": options["challenge"],
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -7},
            {"type": "public-key", "alg": -8},
            {"type": "public-key", "alg": -257},
        ],
        "timeout": 300_000,
        "excludeCredentials": [],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
        "extensions": {"credProps": True},
    }
    assert len(options["challenge"]) == 43


def test_a_security_key_need_not_give_room(holder):
    options = holder.post("/passkeys/setup/", {"discoverable": False})["challenge"]

    assert options["authenticatorSelection"] == {
        "residentKey": "discouraged",
        "requireResidentKey": False,
        "userVerification": "preferred",
    }


def test_where_passkeys_are_no_login_nothing_is_required_of_them(holder, configure):
    configure(PASSKEY_LOGIN=False)

    options = holder.post("/passkeys/setup/")["challenge"]

    assert options["authenticatorSelection"]["residentKey"] == "preferred"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"


def test_the_name_of_the_site_and_of_the_user(holder, configure, user):
    configure(PASSKEY_RP_NAME="Example")
    user.first_name, user.last_name = "Ann", "Example"
    user.save()

    options = holder.post("/passkeys/setup/")["challenge"]

    assert options["rp"] == {"id": "example.com", "name": "Example"}
    assert options["user"]["displayName"] == "Ann Example"


def test_a_login_with_the_password_and_a_passkey(holder, clock):
    key, _answer = holder.add()
    clock.shift(5)

    begun = holder.begin()
    assert begun["method"] == "passkey"
    assert begun["methods"] == [{"name": "passkey"}, {"name": "recovery-code"}]
    assert begun["challenge"] == {
        "challenge": begun["challenge"]["challenge"],
        "rpId": "example.com",
        "timeout": 300_000,
        "userVerification": "preferred",
        "allowCredentials": [
            {
                "type": "public-key",
                "id": key.answer(begun["challenge"])["id"],
                "transports": ["internal"],
            }
        ],
    }
    tokens = holder.finish(begun["token"], key.answer(begun["challenge"]))

    claims = get_claims(tokens["access"])
    assert claims["acr"] == "passkey"
    assert claims["amr"] == ["pwd", "hwk", "pop", "user", "mfa"]
    row = Passkey.objects.get()
    assert row.sign_count == 2
    assert row.last_used_at is not None
    assert EnrolledMethod.objects.get(name="passkey").last_used_at == row.last_used_at


def test_a_touch_after_the_password_is_two_factors(holder):
    key, _answer = holder.add()
    key.is_user_verified = False

    claims = get_claims(holder.log_in(key)["access"])

    assert claims["amr"] == ["pwd", "hwk", "pop", "user", "mfa"]


@pytest.mark.parametrize("algorithm", [-7, -8, -257])
def test_a_login_without_a_password(holder, user, algorithm):
    key, _answer = holder.add(SoftwarePasskey(algorithm, is_synced=True))

    tokens = holder.log_in_without_password(key)

    claims = get_claims(tokens["access"])
    assert claims["user_id"] in (user.pk, str(user.pk))
    assert claims["acr"] == "passkey"
    assert claims["amr"] == ["swk", "pop", "user", "mfa"]
    assert holder.list()["passkeys"][0]["last_used_at"] is not None


def test_the_challenge_of_a_login_without_a_password_names_nobody(holder):
    holder.add()
    holder.api.credentials()

    begun = holder.post("/passkey-login/")

    assert sorted(begun) == ["challenge", "expires_in", "token"]
    assert begun["expires_in"] == 300
    assert begun["challenge"] == {
        "challenge": begun["challenge"]["challenge"],
        "rpId": "example.com",
        "timeout": 300_000,
        "userVerification": "required",
    }
    assert "uid" not in get_claims(begun["token"])


def test_a_step_up_after_a_login_without_a_password_claims_no_password(holder, clock):
    key, _answer = holder.add()
    holder.log_in_without_password(key)
    clock.shift(5)
    key.is_user_verified = False

    claims = get_claims(holder.post("/auth/", holder.prove(key))["access"])
    assert claims["amr"] == ["hwk", "pop", "user"]

    clock.shift(5)
    key.is_user_verified = True
    claims = get_claims(holder.post("/auth/", holder.prove(key))["access"])
    assert claims["amr"] == ["hwk", "pop", "user", "mfa"]


def test_the_next_step_up_knows_it_too(holder, user, clock):
    key, _answer = holder.add()
    app = enroll_app(user)
    holder.log_in_without_password(key)
    clock.shift(30)
    begun = holder.post("/step-up/", {"method": "totp"})
    begun = holder.post("/challenge/", {"code_token": begun["token"], "method": "totp"})

    data = {"code_token": begun["token"], "code": app.code()}
    claims = get_claims(holder.post("/auth/", data)["access"])

    assert claims["acr"] == "totp"
    assert claims["amr"] == ["otp", "mfa"]


def test_a_second_passkey_takes_a_proof_and_ends_older_tokens(holder, clock):
    key, first = holder.add()
    clock.shift(5)
    mail.outbox.clear()

    response = holder.api.post("/passkeys/setup/", {}, format="json")
    assert response.status_code == 400

    other, answer = holder.add(name="", **holder.prove(key))
    assert "recovery_codes" not in answer
    assert answer["passkey"]["name"] == "Passkey"
    assert [one["name"] for one in holder.list()["passkeys"]] == ["Passkey", "Phone"]
    assert get_subjects() == ["A method was added to your two-factor authentication"]
    holder.api.credentials(HTTP_AUTHORIZATION=f"Bearer {first['access']}")
    assert get_code(holder.api.post("/step-up/")) == (401, "login_outdated")
    holder.log_in(other)


def test_both_keys_are_asked_for_and_the_last_used_first(holder, clock):
    key, _answer = holder.add()
    clock.shift(5)
    other, _answer = holder.add(**holder.prove(key))
    clock.shift(5)
    holder.log_in(key)
    clock.shift(5)

    begun = holder.begin()

    ids = [one["id"] for one in begun["challenge"]["allowCredentials"]]
    assert ids == [one.answer(begun["challenge"])["id"] for one in (key, other)]
    options = holder.post("/passkeys/setup/", _prove(holder, key, begun), status=403)
    assert options["detail"]


def _prove(holder, key, begun):
    # The code token of a login is no proof.
    holder.person.use(holder.person.tokens)
    return {
        "code_token": begun["token"],
        "credential": key.answer(begun["challenge"]),
    }


def test_what_is_there_is_excluded(holder, clock):
    key, _answer = holder.add()
    clock.shift(5)

    options = holder.post("/passkeys/setup/", holder.prove(key))["challenge"]

    [excluded] = options["excludeCredentials"]
    assert excluded["id"] == key.register(options)["id"]


def test_the_same_key_again_is_a_conflict(holder, clock):
    key, _answer = holder.add()
    clock.shift(5)
    options = holder.post("/passkeys/setup/", holder.prove(key))["challenge"]

    data = {"credential": key.register(options)}
    response = holder.api.post("/passkeys/confirm/", data, format="json")

    assert get_code(response) == (409, "already_enrolled")
    assert Passkey.objects.count() == 1


def test_a_key_of_another_user_is_refused(holder, django_user_model):
    other = django_user_model.objects.create_user(username="bob", password="x")
    key = create_passkey(other)
    options = holder.post("/passkeys/setup/")["challenge"]

    data = {"credential": key.register(options)}
    response = holder.api.post("/passkeys/confirm/", data, format="json")

    assert get_code(response) == (403, "incorrect_confirmation")
    assert Passkey.objects.get().method.user == other


def test_the_list_has_what_password_managers_need(holder, user):
    assert holder.list() == {"passkeys": [], "signal": None}
    key, answer = holder.add()

    listed = holder.list()

    assert listed["passkeys"] == [answer["passkey"]]
    assert listed["signal"] == {
        "rpId": "example.com",
        "userId": key.user_handle,
        "allAcceptedCredentialIds": [
            key.register(
                {"user": {"id": key.user_handle}, "rp": {"id": "x"}, "challenge": ""}
            )["id"]
        ],
        "name": "ann",
        "displayName": "ann",
    }


def test_a_key_gets_another_name(holder):
    _key, answer = holder.add()
    path = f"/passkeys/{answer['passkey']['id']}/"
    mail.outbox.clear()

    renamed = holder.send("patch", path, {"name": "Laptop"})

    assert renamed == {**answer["passkey"], "name": "Laptop"}
    assert holder.list()["passkeys"] == [renamed]
    assert not mail.outbox
    for name in ("", "n" * 65, None, 7 * ["x"]):
        holder.send("patch", path, {"name": name}, status=400)


def test_one_of_two_keys_is_removed(holder, clock, user):
    key, first = holder.add()
    clock.shift(5)
    other, _answer = holder.add(**holder.prove(key))
    clock.shift(5)
    mail.outbox.clear()

    path = f"/passkeys/{first['passkey']['id']}/"
    tokens = holder.send("delete", path, holder.prove(other))

    holder.person.use(tokens)
    assert [one["name"] for one in holder.list()["passkeys"]] == ["Phone"]
    assert len(holder.list()["signal"]["allAcceptedCredentialIds"]) == 1
    assert get_enrolled(user) == ["passkey", "recovery-code"]
    assert get_subjects() == [
        "A method was removed from your two-factor authentication"
    ]
    holder.log_in(other)
    clock.shift(5)
    response = holder.log_in_without_password(key, status=401)
    assert response.json()["code"] == "unknown_passkey"


def test_the_last_key_takes_the_method_with_it(holder, clock, user):
    key, answer = holder.add()
    clock.shift(5)

    path = f"/passkeys/{answer['passkey']['id']}/"
    holder.person.use(holder.send("delete", path, holder.prove(key)))

    assert get_enrolled(user) == []
    assert not EnrolledMethod.objects.exists()
    assert holder.list()["passkeys"] == []
    # For an authenticator that has keys of this user: it is the same for ever.
    assert holder.list()["signal"]["userId"] == key.user_handle


def test_a_removal_takes_a_proof_and_a_key_of_one_s_own(
    holder, clock, django_user_model
):
    key, answer = holder.add()
    clock.shift(5)
    other = django_user_model.objects.create_user(username="bob", password="x")
    create_passkey(other)
    foreign = Passkey.objects.get(method__user=other)
    proof = holder.prove(key)

    for wrong in (foreign.uid, "3f0a3c2e-6b0c-4f7e-9a53-6d3c1f2a9b10", "nonsense"):
        for method in ("patch", "delete"):
            data = {"name": "x", **proof}
            clock.shift(2)
            holder.send(method, f"/passkeys/{wrong}/", data, status=404)
    path = f"/passkeys/{answer['passkey']['id']}/"
    holder.send("delete", path, {}, status=400)
    clock.shift(2)
    # None of that has used the proof up.
    holder.send("delete", path, proof)
    assert Passkey.objects.get() == foreign


def test_there_is_a_limit(holder, configure, clock):
    configure(MAX_PASSKEYS_PER_USER=2)
    key, _answer = holder.add()
    clock.shift(5)
    holder.add(**holder.prove(key))
    clock.shift(5)

    response = holder.api.post("/passkeys/setup/", holder.prove(key), format="json")

    assert get_code(response) == (409, "too_many_enrolled")


def test_the_limit_holds_for_what_was_begun_before(holder, configure, clock, user):
    key, _answer = holder.add()
    clock.shift(5)
    options = holder.post("/passkeys/setup/", holder.prove(key))["challenge"]
    configure(MAX_PASSKEYS_PER_USER=1)

    data = {"credential": SoftwarePasskey().register(options)}
    response = holder.api.post("/passkeys/confirm/", data, format="json")

    assert get_code(response) == (409, "too_many_enrolled")
    assert Passkey.objects.count() == 1


def test_a_key_without_user_verification_is_no_login_until_it_was_used_with_it(
    holder, clock
):
    key = SoftwarePasskey(is_user_verified=False)
    holder.add(key, options={"discoverable": False})
    key.is_user_verified = True

    # A thief of the key has set a PIN.
    holder.log_in_without_password(key, status=401)
    clock.shift(5)
    # Its owner has, and shows it with the password.
    holder.log_in(key)
    clock.shift(5)
    holder.log_in_without_password(key)


def test_a_step_up_does_not_make_a_key_a_login(holder, clock):
    key = SoftwarePasskey(is_user_verified=False)
    holder.add(key, options={"discoverable": False})
    clock.shift(5)
    key.is_user_verified = True
    holder.post("/auth/", holder.prove(key))
    clock.shift(5)

    holder.log_in_without_password(key, status=401)


def test_a_key_that_is_not_discoverable_is_no_login(holder):
    key, _answer = holder.add(SoftwarePasskey(is_discoverable=False))

    holder.log_in_without_password(key, status=401)


def test_a_login_without_user_verification_takes_a_password(holder):
    key, _answer = holder.add()
    key.is_user_verified = False

    response = holder.log_in_without_password(key, status=401)

    assert response.json() == {"detail": "Incorrect authentication credentials."}


def test_passkeys_enrolled_by_an_enrolment_token(ann, configure, user):
    configure(TRUSTED_2FA_METHODS=["passkey", "recovery-code"])
    holder = Holder(ann)
    begun = ann.begin()
    response = ann.api.auth(begun["token"], ann.api.last_mailed_code)
    token = response.json()["enrollment_token"]
    ann.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    _key, answer = holder.add()

    assert get_claims(answer["access"])["amr"] == ["pwd", "hwk", "pop", "user", "mfa"]
    assert len(answer["recovery_codes"]) == 10


def test_the_generic_endpoints_serve_passkeys_too(holder, clock):
    key = SoftwarePasskey()
    options = holder.post("/methods/passkey/setup/")["challenge"]
    answer = holder.post(
        "/methods/passkey/confirm/", {"credential": key.register(options)}
    )
    holder.person.use(answer)
    clock.shift(5)

    holder.send("delete", "/methods/passkey/", holder.prove(key))

    assert not Passkey.objects.exists()


def test_a_reset_removes_all_keys_and_keeps_the_handle(holder, user):
    from drf_jwt_2fa.enrollment import changes  # noqa: PLC0415

    key, _answer = holder.add()

    assert changes.reset(user) == ["passkey", "recovery-code"]

    assert not Passkey.objects.exists()
    assert Account.objects.get(user=user).user_handle == key.user_handle
    assert holder.log_in_without_password(key, status=401).json()["code"] == (
        "unknown_passkey"
    )


def test_passkeys_of_a_project_without_them(holder, settings):
    settings.JWT2FA_AUTH = {**SETTINGS, "METHODS": SETTINGS["METHODS"][1:]}

    holder.send("get", "/passkeys/", {}, status=404)
    holder.post("/passkeys/setup/", status=404)
    holder.post("/passkeys/confirm/", {"credential": {}}, status=404)
    holder.post("/passkey-login/", status=404)
