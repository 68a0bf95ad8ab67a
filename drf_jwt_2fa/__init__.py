"""Two-factor authentication for REST framework APIs that use Simple JWT."""

import django

__version__ = "1.1.0"

if django.VERSION < (3, 2):  # Later releases find it themselves.
    default_app_config = "drf_jwt_2fa.apps.Jwt2faConfig"
