"""Checks of the settings of Django and REST framework that logins depend on."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.core.checks import CheckMessage
from rest_framework.settings import api_settings as rest_framework_settings

from ..sending import send_verification_code_via_email
from ..settings import api_settings
from .findings import read, warning

_SMTP = "django.core.mail.backends.smtp.EmailBackend"


def check_mail_timeout(**kwargs: Any) -> list[CheckMessage]:
    """Report e-mail without a timeout (W008)."""
    if not _sends_by_email() or not _has_endless_smtp():
        return []
    message = "Requests wait without end for a mail server that does not answer."
    hint = "Set EMAIL_TIMEOUT (or the `timeout` of MAILERS) to a few seconds."
    return [warning(8, message, hint)]


def check_proxies(**kwargs: Any) -> list[CheckMessage]:
    """Report IP addresses that a client can forge (W104)."""
    values = read("CODE_TOKEN_THROTTLE_RATE")
    is_set = rest_framework_settings.NUM_PROXIES is not None
    if is_set or values is None or values[0] is None:
        return []
    message = (
        "X-Forwarded-For is trusted as it is sent, so clients can forge addresses."
    )
    hint = "Set REST_FRAMEWORK['NUM_PROXIES'] to the number of proxies, or to 0."
    return [warning(104, message, hint)]


def _sends_by_email() -> bool:
    try:
        return api_settings.CODE_SENDER is send_verification_code_via_email
    except Exception:
        return False  # Another check reports it.


def _has_endless_smtp() -> bool:
    mailers = getattr(django_settings, "MAILERS", None)
    if mailers is None:
        is_smtp = getattr(django_settings, "EMAIL_BACKEND", _SMTP) == _SMTP
        return is_smtp and getattr(django_settings, "EMAIL_TIMEOUT", None) is None
    mailer = mailers.get("default", {})
    is_smtp = mailer.get("BACKEND", _SMTP) == _SMTP
    return is_smtp and mailer.get("OPTIONS", {}).get("timeout") is None


CHECKS = (check_mail_timeout,)
DEPLOYMENT_CHECKS = (check_proxies,)
