"""Users of django-allauth."""

from uuid import UUID

import pytest
from enrollment.importers.contract import SourceContract

from drf_jwt_2fa.enrollment.importers.allauth import _write_handle
from drf_jwt_2fa.enrollment.models import Passkey
from drf_jwt_2fa.enrollment.store.passkeys import get_transports


class TestAllauth(SourceContract):
    source, file = "allauth", "allauth"
    args = ("--decrypt", "enrollment.importers.decrypting.decrypt")

    def test_without_the_decryption_its_users_are_refused(self, known, run, get_user):
        ran = run(self.source)

        assert ran.get("gina") == [("totp", "refused")]
        assert get_user(known, "gina").enrolled == set()
        assert get_user(known, "anna").enrolled == {"totp", "recovery-code"}

    def test_a_decryption_that_fails_shows_nothing(self, known, run):
        ran = run(self.source, "--decrypt", "enrollment.importers.decrypting.fail")

        assert "--decrypt cannot decrypt the secret" in ran.out
        for secret in known.get_secrets():
            assert secret not in ran.out + ran.report + ran.log

    def test_what_authenticators_attested_comes_over(self, known, imported):
        for name, synced, verified in [("cara", True, True), ("dan", False, False)]:
            [key] = Passkey.objects.filter(method__user__username=name)
            facts = known.users[name]["passkeys"][0]
            assert key.is_backup_eligible is key.is_backed_up is synced
            assert key.is_uv_initialized is verified
            assert key.sign_count == facts["sign_count"]
            assert get_transports(key) == facts["transports"]
            assert (key.name, key.aaguid) == (facts["name"], facts["aaguid"])
            assert key.is_discoverable is facts["is_discoverable"]


@pytest.mark.parametrize(
    ("key", "handle"),
    [
        (0, "0"),
        (35, "z"),
        (36, "10"),
        (UUID("f24262f276554125857a3a837d32f133"), "f24262f276554125857a3a837d32f133"),
        ("ann", "ann"),
    ],
)
def test_a_user_handle_is_made_of_the_key_of_the_user(key, handle):
    assert _write_handle(key) == handle
