"""An optional app: where users are signed in, and how they end it."""

import django

# Later releases find it by themselves.
if django.VERSION < (3, 2):
    default_app_config = "drf_jwt_2fa.sessions.apps.SessionsConfig"
