"""Settings of Django and REST framework that logins depend on."""

import pytest

from drf_jwt_2fa import checks

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_a_mail_server_that_may_take_for_ever(project, found_ids):
    project.MAILERS = {"default": {"BACKEND": SMTP}}
    assert found_ids(deploy=False) == ["W008"]

    project.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": {"timeout": 10}}}
    assert found_ids(deploy=False) == []


def test_without_e_mail_the_mail_server_does_not_matter(project, found_ids):
    project.MAILERS = {"default": {"BACKEND": SMTP}}
    project.JWT2FA_AUTH["CODE_SENDER"] = print

    assert found_ids(deploy=False) == []


@pytest.mark.filterwarnings("ignore:The EMAIL_.* setting is deprecated")
def test_a_mail_server_without_a_timeout_on_older_releases(project):
    if hasattr(project, "MAILERS"):
        del project.MAILERS
    project.EMAIL_BACKEND = SMTP
    [one] = checks.deployment.check_mail_timeout()
    assert one.id == "drf_jwt_2fa.W008"

    project.EMAIL_TIMEOUT = 10
    assert checks.deployment.check_mail_timeout() == []


def test_proxies_that_are_not_numbered(project, found_ids):
    project.REST_FRAMEWORK = {**project.REST_FRAMEWORK, "NUM_PROXIES": None}
    assert found_ids() == ["W104"]

    project.JWT2FA_AUTH["CODE_TOKEN_THROTTLE_RATE"] = None
    assert found_ids() == []
