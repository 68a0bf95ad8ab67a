"""Users of drf-jwt-2fa 2.0.x."""

import base64

from enrollment.importers.contract import SourceContract


class TestUpstream(SourceContract):
    source, file = "drf-jwt-2fa", "drf_jwt_2fa_2_0"

    def test_the_key_of_the_setting_is_tried_first(
        self, known, run, get_user, settings
    ):
        key = base64.b64decode(known.facts["other_totp_encryption_key"])
        settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "TOTP_ENCRYPTION_KEY": key}

        ran = run(self.source)

        assert get_user(known, "gina").enrolled == {"totp"}
        assert get_user(known, "anna").enrolled == {"totp"}
        assert known.users["gina"]["app"]["secret"] not in ran.out + ran.log

    def test_keys_of_before_are_tried_too(self, known, run, get_user, settings):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "new" * 20

        run(self.source)

        assert get_user(known, "anna").enrolled == {"totp"}

    def test_what_may_have_replaced_the_table_is_told(self, known, run, settings):
        getter = {"TOTP_SECRET_GETTER": "example.get_secret"}
        settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, **getter}

        assert "TOTP_SECRET_GETTER is set" in run(self.source).out
