"""What differs between measurements: the password hasher, and the settings."""

from django.conf import global_settings, settings
from django.test import override_settings

HASHERS = {
    "default": list(global_settings.PASSWORD_HASHERS),
    "trivial": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}


def hasher(kind):
    """Return a context in which passwords and codes are hashed in this way."""
    return override_settings(PASSWORD_HASHERS=HASHERS[kind])


def jwt2fa(**changes):
    """Return a context with these settings of the package changed."""
    return override_settings(JWT2FA_AUTH={**settings.JWT2FA_AUTH, **changes})
