import pytest

from drf_jwt_2fa.methods import Method

from .conftest import SENT

APP = f"{__name__}.App"


class App(Method):
    name = "app"
    needs_enrollment = True


@pytest.fixture
def use(enrolling):
    def use(fallback, trusted=None):
        enrolling.JWT2FA_AUTH |= {
            "METHODS": [APP, SENT],
            "AUTH_CLAIMS": True,
            "FALLBACK_2FA_METHOD": fallback,
            "TRUSTED_2FA_METHODS": trusted,
        }

    return use


@pytest.mark.parametrize("trusted", [None, ["no-2fa"], ("app", "no-2fa")])
def test_a_password_that_completes_all_logins(use, find, trusted):
    use("no-2fa", trusted)

    assert find(deploy=False) == []
    [one] = find()
    assert one.id == "drf_jwt_2fa.W108"
    assert "FALLBACK_2FA_METHOD" in one.hint


@pytest.mark.parametrize("trusted", [["app"], ("app", "code-sender")])
@pytest.mark.parametrize("deploy", [True, False])
def test_a_password_that_enrols_the_first_app(use, find, trusted, deploy):
    use("no-2fa", trusted)

    [one] = find(deploy=deploy)
    assert one.id == "drf_jwt_2fa.W010"
    assert "FALLBACK_2FA_METHOD" in one.hint


@pytest.mark.parametrize("trusted", [None, ["app"], ["app", "no-2fa"]])
@pytest.mark.parametrize(
    "fallback", ["code-sender", lambda user: "no-2fa", "builtins.str"]
)
def test_other_fallbacks_need_more_than_the_password(use, find, fallback, trusted):
    use(fallback, trusted)

    assert find() == []


@pytest.mark.parametrize("trusted", [lambda user: ["app"], "builtins.list"])
def test_trust_that_depends_on_the_user_is_known_at_the_login_only(use, find, trusted):
    use("no-2fa", trusted)

    assert find() == []


@pytest.mark.parametrize(
    ("trusted", "error"), [(["totp"], "E018"), (["code-sender"], "E019"), (7, "E002")]
)
def test_trust_that_cannot_work_is_reported_once(use, found_ids, trusted, error):
    use("no-2fa", trusted)

    assert found_ids() == [error]
