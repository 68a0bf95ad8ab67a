"""Users of django-otp."""

from enrollment.importers.contract import SourceContract


class TestDjangoOtp(SourceContract):
    source, file = "django-otp", "django_otp"
