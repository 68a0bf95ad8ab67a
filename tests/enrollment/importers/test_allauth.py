"""Users of django-allauth."""

from enrollment.importers.contract import SourceContract


class TestAllauth(SourceContract):
    source, file = "allauth", "allauth"
    args = ("--decrypt", "enrollment.importers.decrypting.decrypt")
