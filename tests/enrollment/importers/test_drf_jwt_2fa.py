"""Users of drf-jwt-2fa 2.0.x."""

from enrollment.importers.contract import SourceContract


class TestUpstream(SourceContract):
    source, file = "drf-jwt-2fa", "drf_jwt_2fa_2_0"
