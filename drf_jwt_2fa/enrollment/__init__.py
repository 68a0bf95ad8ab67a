"""An optional app: methods of the second factor that users enrol."""

import django

# Later releases find it by themselves.
if django.VERSION < (3, 2):
    default_app_config = "drf_jwt_2fa.enrollment.apps.EnrollmentConfig"
