"""Keys that are none, and keys of any bytes, in all that is signed or encrypted."""

import base64
import json
import time

import jwt
import pytest

from drf_jwt_2fa.keys import CodeTokenKeys
from drf_jwt_2fa.login import enrollment_tokens
from drf_jwt_2fa.methods import Factors
from drf_jwt_2fa.sending import CodeSendingError, background
from drf_jwt_2fa.settings.derived_keys import (
    derive_code_extension_secret,
    derive_code_token_secret_key,
    derive_key,
)
from drf_jwt_2fa.token_manager import CodeTokenManager

# What `[os.environ.get("OLD_KEY")]` and its like come to, and what "key" it would be.
PUBLIC = [
    ([None], "None"),
    ([""], ""),
    ([" "], " "),
    (["None"], "None"),
    ([b""], ""),
    ([b"None"], "None"),
    ([7], "7"),
    ("old", "o"),
    (b"old", "o"),
]
# No UTF-8: what `os.urandom` gives.
RANDOM = bytes(range(128, 192))


class ForgingManager(CodeTokenManager):
    """One who knows a "key" that everybody knows."""

    def __init__(self, keys):
        self.keys = keys

    def extend_code(self, code, nonce):
        return code + nonce + self.keys.extension_secret

    def forge(self, user):
        claims = self.get_token_payload(user, "1234567")
        return jwt.encode(claims, self.keys.signing_key, algorithm="HS256")


# Short keys are what this is about.
pytestmark = pytest.mark.filterwarnings("ignore:The HMAC key is")


@pytest.mark.parametrize(("fallbacks", "public"), PUBLIC)
def test_nobody_logs_in_with_a_code_token_that_anybody_could_sign(
    user, api, settings, fallbacks, public
):
    settings.SECRET_KEY_FALLBACKS = fallbacks
    keys = CodeTokenKeys(
        derive_code_token_secret_key(public), derive_code_extension_secret(public)
    )

    token = ForgingManager(keys).forge(user)

    assert api.auth(token, "1234567").status_code == 401
    assert api.log_in()


@pytest.mark.parametrize(("fallbacks", "public"), PUBLIC)
def test_the_same_holds_for_explicit_signing_keys(
    user, api, settings, fallbacks, public
):
    if public == "":
        return  # What nobody can sign with.
    settings.JWT2FA_AUTH = {
        "CODE_TOKEN_SECRET_KEY": "k" * 40,
        "CODE_TOKEN_SECRET_KEY_FALLBACKS": fallbacks,
    }
    secret = derive_code_extension_secret(settings.SECRET_KEY)

    token = ForgingManager(CodeTokenKeys(public, secret)).forge(user)

    assert api.auth(token, "1234567").status_code == 401


@pytest.mark.parametrize(("fallbacks", "public"), PUBLIC)
def test_nobody_enrols_with_a_token_that_anybody_could_sign(
    user, settings, fallbacks, public
):
    settings.SECRET_KEY_FALLBACKS = fallbacks
    claims = {"jti": "j", "uid": user.pk, "acc": "x", "exp": int(time.time()) + 60}
    headers = {"typ": "enrollment+jwt"}
    token = jwt.encode(claims, derive_key("enrollment", public), headers=headers)

    assert enrollment_tokens.read(token) is None


@pytest.mark.parametrize(("fallbacks", "public"), PUBLIC)
def test_no_queue_has_codes_sent_that_anybody_could_seal(
    user, settings, fallbacks, public
):
    settings.JWT2FA_AUTH = {"BACKGROUND_CODE_SENDER": lambda user, code: None}
    settings.SECRET_KEY, own = public or " x", settings.SECRET_KEY
    if public.strip() in ("", "None"):
        sealed = _seal_with(derive_key("task", public), user)
    else:
        sealed = background.seal(user, "1234567")[1]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = own, fallbacks

    with pytest.raises(CodeSendingError):
        background.deliver(user.pk, sealed)


def _seal_with(key, user):
    fernet = pytest.importorskip("cryptography.fernet")
    key = base64.urlsafe_b64encode(base64.b64decode(f"{key}="))
    contents = {"user_pk": user.pk, "code": "1", "language": None, "end": 9e9}
    return fernet.Fernet(key).encrypt(json.dumps(contents).encode()).decode()


@pytest.mark.parametrize(("fallbacks", "public"), PUBLIC)
def test_no_secret_at_rest_is_opened_by_such_a_key(settings, fallbacks, public):
    pytest.importorskip("cryptography")
    from drf_jwt_2fa.enrollment.store.encryption import get_keys  # noqa: PLC0415

    settings.SECRET_KEY_FALLBACKS = fallbacks

    assert len(get_keys()) == 1


KEYS = [
    {"SECRET_KEY": RANDOM},
    {"SECRET_KEY": "new" * 20, "SECRET_KEY_FALLBACKS": [RANDOM]},
    {"JWT2FA_AUTH": {"CODE_TOKEN_SECRET_KEY": RANDOM}},
    {"JWT2FA_AUTH": {"CODE_EXTENSION_SECRET": RANDOM}},
    {"JWT2FA_AUTH": {"CODE_TOKEN_SECRET_KEY_FALLBACKS": [RANDOM]}},
    {
        "JWT2FA_AUTH": {
            "CODE_EXTENSION_SECRET": RANDOM,
            "CODE_HASHER": "drf_jwt_2fa.hashers.KeyedCodeHasher",
        }
    },
    {"SECRET_KEY": RANDOM, "JWT2FA_AUTH": {"TENANT": lambda: "one"}},
]


@pytest.fixture(params=range(len(KEYS)))
def _keys(request, settings):
    settings.SIMPLE_JWT = {"SIGNING_KEY": "simple" * 9}
    for name, value in KEYS[request.param].items():
        setattr(settings, name, value)


@pytest.mark.usefixtures("_keys")
def test_with_keys_of_any_bytes_a_login_is_a_login(user, api):
    code, token = api.get_code_and_token()
    response = api.post("/challenge/", {"code_token": token}, format="json")
    code, token = api.last_mailed_code, response.json()["token"]

    assert api.auth(token, code).status_code == 200


@pytest.mark.usefixtures("_keys")
def test_with_keys_of_any_bytes_enrolment_tokens_are_read(user):
    token = enrollment_tokens.read(enrollment_tokens.issue(user, Factors()))

    enrollment_tokens.check_account(token, user, Factors())


@pytest.mark.usefixtures("_keys")
def test_with_keys_of_any_bytes_queued_codes_are_sent(user, settings):
    pytest.importorskip("cryptography")
    sent = []
    settings.JWT2FA_AUTH = {
        **getattr(settings, "JWT2FA_AUTH", {}),
        "BACKGROUND_CODE_SENDER": lambda user, code: sent.append(code),
    }

    background.deliver(*background.seal(user, "1234567"))

    assert sent == ["1234567"]


@pytest.mark.usefixtures("_keys")
def test_with_keys_of_any_bytes_secrets_at_rest_are_read():
    pytest.importorskip("cryptography")
    from drf_jwt_2fa.enrollment.store import encryption  # noqa: PLC0415  # an extra

    sealed = encryption.seal(b"secret", "totp", 1)

    assert encryption.unseal(sealed, "totp", 1) == b"secret"
    assert len(encryption.get_keys()) in (1, 2)


def test_a_rotation_to_and_from_such_keys_loses_nothing(user, api, settings):
    settings.SIMPLE_JWT = {"SIGNING_KEY": "simple" * 9}
    for new in (RANDOM, "text" * 12, RANDOM[::-1]):
        code, token = api.get_code_and_token()
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = new

        assert api.auth(token, code).status_code == 200
