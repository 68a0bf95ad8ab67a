"""Users of django-trench."""

from enrollment.importers.contract import SourceContract


class TestTrench(SourceContract):
    source, file = "trench", "trench"
