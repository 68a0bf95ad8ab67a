import pytest
from django.core.management import CommandError, call_command

from drf_jwt_2fa.code_tokens.limits import reserve

FILE = "django.core.cache.backends.filebased.FileBasedCache"
DUMMY = "django.core.cache.backends.dummy.DummyCache"


@pytest.fixture(autouse=True)
def _installed(settings, tmp_path):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_jwt_2fa"]
    settings.CACHES = {"default": {"BACKEND": FILE, "LOCATION": str(tmp_path)}}


def test_a_user_can_begin_logins_again(user, api, settings, capsys):
    settings.JWT2FA_AUTH = {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "3/d"}
    for _ in range(3):
        assert api.get_code().status_code == 200
    assert api.get_code().status_code == 429

    call_command("reset_2fa_limits", "ann")

    for _ in range(3):
        assert api.get_code().status_code == 200
    assert capsys.readouterr().out == "ann can begin logins again.\n"


def test_a_user_can_step_up_again(user, settings):
    settings.JWT2FA_AUTH = {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/d"}
    reservation = reserve(user, "step-up", 2e9)

    call_command("reset_2fa_limits", "ann")

    assert reserve(user, "step-up", 2e9).slot.key == reservation.slot.key


def test_nobody_else_s_limits_are_reset(user, django_user_model, settings):
    settings.JWT2FA_AUTH = {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None}
    bob = django_user_model.objects.create_user("bob", password="correct horse")
    reservation = reserve(bob, "login", 2e9)

    call_command("reset_2fa_limits", "ann")

    assert reserve(bob, "login", 2e9).slot != reservation.slot


def test_limits_that_are_off_need_no_reset(user, api, settings, capsys):
    settings.JWT2FA_AUTH = {
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
    }

    call_command("reset_2fa_limits", "ann")

    assert capsys.readouterr().out == "ann can begin logins again.\n"
    assert api.get_code().status_code == 200


def test_a_user_who_does_not_exist_is_an_error(db):
    with pytest.raises(CommandError, match="no user called 'nobody'"):
        call_command("reset_2fa_limits", "nobody")


def test_a_cache_that_the_command_cannot_reach_is_an_error(user, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    with pytest.raises(CommandError, match="in the memory of each process"):
        call_command("reset_2fa_limits", "ann")

    settings.CACHES = {"default": {"BACKEND": DUMMY}}
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("reset_2fa_limits", "ann")
