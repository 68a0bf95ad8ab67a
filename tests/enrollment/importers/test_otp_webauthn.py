"""Users of django-otp-webauthn."""

from django.db import connection
from enrollment.importers.contract import SourceContract

from drf_jwt_2fa.enrollment.models import Passkey


class TestOtpWebauthn(SourceContract):
    source, file = "otp-webauthn", "otp_webauthn"
    args = ("--rp-id", "example.com")

    def test_all_that_is_stored_comes_over(self, known, imported):
        key = Passkey.objects.get(method__user__username="anna")
        assert key.is_backup_eligible is key.is_backed_up is True
        assert key.is_uv_initialized is True
        key = Passkey.objects.get(method__user__username="hugo")
        assert key.sign_count == known.users["hugo"]["passkeys"][0]["sign_count"]
        assert key.is_uv_initialized is False
        key = Passkey.objects.get(method__user__username="finn")
        assert key.is_discoverable is None

    def test_attestations_tell_for_which_site_the_keys_are(self, known, run):
        run(self.source)

        assert Passkey.objects.filter(method__user__username="anna").exists()

    def test_without_handles_and_attestations_they_are_a_second_factor(
        self, known, run, get_user
    ):
        with connection.cursor() as cursor:
            for table in ("webauthnattestation", "webauthnuserhandle"):
                cursor.execute(f'DELETE FROM "django_otp_webauthn_{table}"')

        run(self.source, *self.args)

        key = Passkey.objects.get(method__user__username="anna")
        assert key.user_handle == ""
        assert key.is_uv_initialized is False
        facts = {**known.users["anna"]["passkeys"][0], "is_discoverable": False}
        assert get_user(known, "anna").log_in_with_passkey(facts) == 200
