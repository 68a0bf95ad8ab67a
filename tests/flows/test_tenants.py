"""Several tenants in one site: what belongs to one is foreign to the others."""

import pytest
from django.conf import settings as django_settings
from testproject.client import other_code
from testproject.programs import run_program

from drf_jwt_2fa.keys import current_keys
from drf_jwt_2fa.login import enrollment_tokens
from drf_jwt_2fa.methods import Factors
from drf_jwt_2fa.sending import CodeSendingError, background

WRONG = (401, {"detail": "Incorrect authentication credentials."})


class Site:
    """The tenant whose site is asked."""

    tenant = "one"


def get_tenant():
    return Site.tenant


@pytest.fixture(autouse=True)
def _tenants(settings, monkeypatch):
    monkeypatch.setattr(Site, "tenant", "one")
    settings.JWT2FA_AUTH = {"TENANT": f"{__name__}.get_tenant"}


def answer(response):
    return response.status_code, response.json()


def test_a_login_at_one_tenant_is_a_login(user, api):
    assert api.log_in()


# What a cache with a key function for each tenant, or one that was flushed, knows.
@pytest.mark.parametrize("is_known", [True, False])
def test_a_code_token_is_good_at_its_own_tenant_only(user, api, cache, is_known):
    code, token = api.get_code_and_token()
    if not is_known:
        cache.clear()
    before = set(cache._cache)

    Site.tenant = "two"

    for path, data in [
        ("/auth/", {"code_token": token, "code": code}),
        ("/challenge/", {"code_token": token}),
    ]:
        assert answer(api.post(path, data, format="json")) == WRONG
    assert set(cache._cache) == before
    Site.tenant = "one"
    assert api.auth(token, code).status_code == 200


@pytest.mark.parametrize(
    "explicit",
    [
        {"CODE_TOKEN_SECRET_KEY": "explicit" * 9},
        {"CODE_EXTENSION_SECRET": "explicit"},
        {"CODE_TOKEN_SECRET_KEY": "k" * 64, "CODE_EXTENSION_SECRET": "explicit"},
    ],
)
def test_explicit_keys_are_bound_to_a_tenant_too(user, api, settings, explicit):
    settings.JWT2FA_AUTH.update(explicit)
    code, token = api.get_code_and_token()

    Site.tenant = "two"

    assert answer(api.auth(token, code)) == WRONG


def test_a_rotation_of_keys_lets_no_foreign_code_token_in(user, api, settings):
    code, token = api.get_code_and_token()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]

    Site.tenant = "two"
    assert answer(api.auth(token, code)) == WRONG

    Site.tenant = "one"
    assert api.auth(token, code).status_code == 200


def test_an_enrolment_token_is_good_at_its_own_tenant_only(user):
    token = enrollment_tokens.issue(user, Factors())
    assert enrollment_tokens.read(token).user_pk == user.pk

    Site.tenant = "two"

    assert enrollment_tokens.read(token) is None


def test_a_queued_code_is_sent_by_its_own_tenant_only(user, settings):
    pytest.importorskip("cryptography")
    sent = []
    settings.JWT2FA_AUTH["BACKGROUND_CODE_SENDER"] = lambda *args: sent.append(args)
    queued = background.seal(user, "1234567")

    Site.tenant = "two"
    with pytest.raises(CodeSendingError):
        background.deliver(*queued)
    assert not sent

    Site.tenant = "one"
    background.deliver(*queued)
    assert sent == [(user, "1234567")]


@pytest.mark.parametrize(
    "limit",
    [
        {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/d"},
    ],
)
def test_users_of_two_tenants_with_one_key_have_limits_of_their_own(
    user, api, settings, limit
):
    settings.JWT2FA_AUTH.update(limit)
    assert api.get_code().status_code == 200
    assert api.get_code().status_code == 429

    Site.tenant = "two"

    assert api.get_code().status_code == 200


def test_a_login_at_one_tenant_clears_no_budget_of_another(user, api, settings):
    settings.JWT2FA_AUTH["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = "1/d"
    code, token = api.get_code_and_token()
    Site.tenant = "two"
    assert api.get_code().status_code == 200
    Site.tenant = "one"
    assert api.auth(token, code).status_code == 200

    Site.tenant = "two"

    assert api.get_code().status_code == 429


def test_attempts_at_one_tenant_count_at_no_other(user, api, clock, settings):
    settings.JWT2FA_AUTH["MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN"] = 1
    code, token = api.get_code_and_token()
    Site.tenant = "two"
    for _ in range(3):
        api.auth_after_wait(token, other_code(code))

    Site.tenant = "one"

    assert api.auth_after_wait(token, code).status_code == 200


def test_a_site_without_tenants_is_none_of_them(user, api, settings):
    code, token = api.get_code_and_token()
    of_tenant = current_keys()
    settings.JWT2FA_AUTH = {}

    assert of_tenant.space != current_keys().space
    assert answer(api.auth(token, code)) == WRONG
    assert django_settings.SECRET_KEY not in repr(of_tenant)


@pytest.mark.parametrize("options", [[], ["--keys-by-tenant"]])
def test_a_code_token_opens_no_account_in_another_database(options, tmp_path):
    assert run_program("two_databases.py", *options, cwd=tmp_path) == "401 200"
