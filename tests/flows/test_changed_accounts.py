"""What happens to a code token when the account changes before the second step."""

import pytest
from django.core import mail

WRONG = {"detail": "Incorrect authentication credentials."}


@pytest.fixture
def login(user, api):
    return api.get_code_and_token()


def assert_refused(api, login):
    code, token = login
    response = api.auth(token, code)
    assert (response.status_code, response.json()) == (401, WRONG)


def test_a_new_password_ends_the_code_token(user, api, login):
    user.set_password("battery staple")
    user.save()

    assert_refused(api, login)


def test_a_new_address_ends_the_code_token(user, api, login):
    user.email = "new@example.com"
    user.save()

    assert_refused(api, login)


def test_a_deleted_account_ends_the_code_token(user, api, login):
    user.delete()

    assert_refused(api, login)


def test_another_account_under_the_same_key_cannot_use_the_code_token(
    user, api, login, django_user_model
):
    key = user.pk
    user.delete()
    django_user_model.objects.create_user(
        "bob", "bob@example.com", "correct horse", pk=key
    )

    assert_refused(api, login)


def test_what_does_not_matter_may_change(user, api, login):
    user.first_name = "Ann"
    user.username = "anna"
    user.save()

    code, token = login
    assert api.auth(token, code).status_code == 200


def test_two_clicks_that_both_upgrade_the_hash_end_no_code_token(
    user, api, settings, django_user_model
):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    logins = []
    for _ in range(2):
        # Both requests read the old hash before either of them stores a new one.
        django_user_model.objects.filter(pk=user.pk).update(password=user.password)
        logins.append(api.get_code_and_token())
    user.refresh_from_db()
    assert user.password.startswith("pbkdf2_sha256")

    for code, token in logins:
        assert api.auth(token, code).status_code == 200


def test_an_unusable_password_may_change(user, api, login, settings):
    user.set_unusable_password()
    user.save()
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.AllowAll"]
    code, token = api.get_code_and_token()
    user.set_unusable_password()
    user.save()

    assert api.auth(token, code).status_code == 200


class AllowAll:
    def authenticate(self, request, username=None, password=None):
        from django.contrib.auth import get_user_model  # noqa: PLC0415

        return get_user_model().objects.get(username=username)


def test_a_deactivated_user_is_a_403(user, api, login):
    user.is_active = False
    user.save()

    code, token = login
    assert api.auth(token, code).status_code == 403


def test_a_token_that_is_not_known_lets_in_by_default(user, api, login, cache):
    cache.clear()

    code, token = login
    assert api.auth(token, code).status_code == 200


@pytest.mark.parametrize(
    "change", [{"email": "new@example.com"}, {"password": "md5$a$b"}]
)
def test_with_claims_a_changed_account_ends_it_even_if_it_is_not_known(
    user, api, cache, settings, change
):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}
    login = api.get_code_and_token()
    type(user).objects.filter(pk=user.pk).update(**change)
    cache.clear()

    assert_refused(api, login)


def test_with_claims_an_account_that_is_the_same_lets_in(user, api, cache, settings):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}
    code, token = api.get_code_and_token()
    cache.clear()

    assert api.auth(token, code).status_code == 200


def test_known_tokens_may_be_required(user, api, login, cache, settings):
    settings.JWT2FA_AUTH = {"REQUIRE_KNOWN_CODE_TOKENS": True}
    cache.clear()
    assert_refused(api, login)

    assert api.log_in()
    assert len(mail.outbox) == 2


def test_a_flushed_cache_does_not_revive_a_used_token(
    user, api, login, cache, settings
):
    settings.JWT2FA_AUTH = {"REQUIRE_KNOWN_CODE_TOKENS": True}
    code, token = login
    assert api.auth(token, code).status_code == 200
    assert "already been used" in api.auth_after_wait(token, code).json()["detail"]

    cache.clear()

    assert_refused(api, login)


def test_a_mark_that_was_evicted_does_not_revive_a_used_token(
    user, api, login, cache, settings
):
    settings.JWT2FA_AUTH = {"REQUIRE_KNOWN_CODE_TOKENS": True}
    code, token = login
    assert api.auth_after_wait(token, code).status_code == 200
    [spent] = [key for key in cache._cache if ":spent:" in key]
    cache.delete(spent.removeprefix(":1:"))
    api.clock.shift(2)

    assert_refused(api, login)
