"""The endpoints of passkeys: who may call them, and with what."""

import pytest
from testproject.enrolling import get_code, make_access_token
from testproject.passkeys import SETTINGS, Holder

from drf_jwt_2fa.enrollment.models import Passkey
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS


@pytest.fixture
def holder(ann):
    return Holder(ann)


UNKNOWN = "3f0a3c2e-6b0c-4f7e-9a53-6d3c1f2a9b10"
CALLS = [
    ("get", "/passkeys/"),
    ("post", "/passkeys/setup/"),
    ("post", "/passkeys/confirm/"),
    ("patch", f"/passkeys/{UNKNOWN}/"),
    ("delete", f"/passkeys/{UNKNOWN}/"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.usefixtures("user")
def test_they_take_an_access_token(api, method, path):
    assert getattr(api, method)(path, {}, format="json").status_code == 401


@pytest.mark.parametrize(("method", "path"), CALLS[1:])
def test_an_outdated_token_changes_nothing(holder, user, method, path):
    token = make_access_token(user, **{"2fa_epoch": 1})
    holder.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    response = getattr(holder.api, method)(path, {"name": "x"}, format="json")

    assert get_code(response) == (401, "login_outdated")


@pytest.mark.parametrize("method", ["put", "post", "get"])
def test_one_passkey_can_be_renamed_and_removed_and_nothing_else(holder, method):
    assert getattr(holder.api, method)(f"/passkeys/{UNKNOWN}/").status_code == 405


@pytest.mark.parametrize("discoverable", ["maybe", 7, [], {}])
def test_a_wish_that_is_none(holder, discoverable):
    data = {"discoverable": discoverable}
    response = holder.api.post("/passkeys/setup/", data, format="json")

    assert response.status_code == 400
    assert list(response.json()) == ["discoverable"]


def test_the_confirmation_is_looked_at_before_it_counts(holder, clock):
    options = holder.post("/passkeys/setup/")["challenge"]
    key = SoftwarePasskey()
    good = key.register(options)

    for _time in range(6):
        bad = {**good, "response": {**good["response"], "attestationObject": "+/"}}
        response = holder.api.post(
            "/passkeys/confirm/", {"credential": bad}, format="json"
        )
        assert response.status_code == 400
        assert response.json() == {
            "credential": ["response.attestationObject is not base64url."]
        }
    # Neither an attempt nor a turn was used up.
    holder.post("/passkeys/confirm/", {"credential": good})


def test_wrong_confirmations_are_limited(holder, clock):
    options = holder.post("/passkeys/setup/")["challenge"]
    wrong = SoftwarePasskey().register(options, origin="https://example.org")

    codes = []
    for _time in range(6):
        response = holder.api.post(
            "/passkeys/confirm/", {"credential": wrong}, format="json"
        )
        codes.append(get_code(response))
        clock.shift(2)

    assert codes == [(403, "incorrect_confirmation")] * 5 + [
        (403, "nothing_to_confirm")
    ]


def test_a_challenge_confirms_once(holder, clock):
    options = holder.post("/passkeys/setup/")["challenge"]
    holder.person.use(
        holder.post(
            "/passkeys/confirm/", {"credential": SoftwarePasskey().register(options)}
        )
    )
    clock.shift(2)

    data = {"credential": SoftwarePasskey().register(options)}
    response = holder.api.post("/passkeys/confirm/", data, format="json")

    assert get_code(response) == (403, "nothing_to_confirm")
    assert Passkey.objects.count() == 1


def test_a_challenge_is_for_ten_minutes_and_for_one_login(holder, clock, ann):
    options = holder.post("/passkeys/setup/")["challenge"]
    data = {"credential": SoftwarePasskey().register(options)}
    clock.shift(1)
    ann.log_in()
    response = holder.api.post("/passkeys/confirm/", data, format="json")
    assert get_code(response) == (403, "nothing_to_confirm")

    options = holder.post("/passkeys/setup/")["challenge"]
    data = {"credential": SoftwarePasskey().register(options)}
    clock.shift(600)
    response = holder.api.post("/passkeys/confirm/", data, format="json")
    assert response.status_code in (401, 403)
    assert not Passkey.objects.exists()


def test_a_first_setup_takes_a_recent_second_factor(holder, user):
    token = make_access_token(user, age=3600)
    holder.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    response = holder.api.post("/passkeys/setup/", {}, format="json")

    assert response.json()["code"] == "insufficient_user_authentication"


def test_two_answers_or_none_prove_nothing(holder, user, clock):
    key = create_passkey(user)
    holder.log_in(key)
    clock.shift(5)
    path = f"/passkeys/{Passkey.objects.get().uid}/"
    proof = holder.prove(key)

    both = holder.send("delete", path, {**proof, "code": "1234567"}, status=400)
    assert both == {"credential": ["Send a code or a credential, not both."]}
    neither = {"code_token": proof["code_token"]}
    assert holder.send("delete", path, neither, status=400) == {
        "code": ["This field is required."]
    }
    holder.send("delete", path, proof)
