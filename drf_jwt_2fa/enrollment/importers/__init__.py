"""Import what users have enrolled in other packages, whose tables are only read.

A module for each package; `Source` is their common base.
"""

from __future__ import annotations

from django.utils.module_loading import import_string

from .source import Source

# Each is tested with rows that the package itself wrote.
_SOURCES = {
    "django-otp": "django_otp.DjangoOtpSource",
    "two-factor": "two_factor.TwoFactorSource",
    "trench": "trench.TrenchSource",
    "drf-jwt-2fa": "drf_jwt_2fa.UpstreamSource",
    "allauth": "allauth.AllauthSource",
    "dj-rest-auth": "dj_rest_auth.DjRestAuthSource",
    "drf-auth-kit": "drf_auth_kit.AuthKitSource",
    "mfa3": "mfa3.Mfa3Source",
    "otp-webauthn": "otp_webauthn.OtpWebauthnSource",
    "django-mfa": "django_mfa.DjangoMfaSource",
    "django-mfa2": "django_mfa2.DjangoMfa2Source",
}

NAMES = tuple(_SOURCES)


def get_source(name: str) -> Source:
    """Return the source of this name, one of `NAMES`."""
    source: Source = import_string(f"{__name__}.{_SOURCES[name]}")()
    return source
