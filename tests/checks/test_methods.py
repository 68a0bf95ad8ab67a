import sys

import pytest
from django.core.checks import Warning as CheckWarning

from drf_jwt_2fa.methods import CodeSender, Method

from .conftest import SENT, TOTP

RIDDLE = f"{__name__}.Riddle"


class Riddle(Method):
    name = "riddle"


class Careful(Method):
    name = "careful"

    def check(self):
        return [CheckWarning("It is not set up", id="drf_jwt_2fa.W999")]


class Twin(CodeSender):
    pass


@pytest.fixture
def use(project):
    """Choose the methods of the project."""

    def use(*methods, claims=True):
        project.JWT2FA_AUTH["METHODS"] = methods
        if SENT not in methods:
            project.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = lambda user: "no-2fa"
        project.JWT2FA_AUTH["AUTH_CLAIMS"] = claims

    return use


def test_several_methods_are_fine(use, found_ids):
    use(SENT, RIDDLE)

    assert found_ids() == []


@pytest.mark.parametrize(
    "methods",
    [
        (),
        ("nowhere.Method",),
        ("datetime.date",),
        (SENT, f"{__name__}.Twin"),
        (None,),
        ([],),
        (7,),
    ],
)
def test_methods_that_are_none(use, find, methods):
    use(*methods)

    [one] = find()
    assert one.id == "drf_jwt_2fa.E016"
    assert one.msg.startswith("JWT2FA_AUTH['METHODS'] ")


def test_a_method_tells_what_is_wrong_with_it(use, found_ids):
    use(f"{__name__}.Careful")

    assert found_ids() == ["W999"]


@pytest.mark.parametrize("methods", [(SENT, RIDDLE), (RIDDLE,)])
def test_tokens_have_to_tell_which_method_it_was(use, found_ids, methods):
    use(*methods, claims=False)

    assert found_ids() == ["E017"]


def test_methods_that_do_not_exist_are_reported_once(use, found_ids):
    use("nowhere.Method", claims=False)

    assert found_ids() == ["E016"]


def test_the_sent_code_alone_needs_no_claims(use, found_ids):
    use(SENT, claims=False)

    assert found_ids() == []


def test_methods_of_a_wrong_type_are_reported_once(project, found_ids):
    project.JWT2FA_AUTH["METHODS"] = SENT

    assert found_ids() == ["E002"]


@pytest.mark.parametrize("names", [None, ["code-sender"], ("code-sender", "riddle")])
def test_trusted_methods_that_there_are(use, project, found_ids, names):
    use(SENT, RIDDLE)
    project.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = names

    assert found_ids() == []


@pytest.mark.parametrize("names", [["totp"], ["code-sender", "totp"]])
def test_trusted_methods_that_there_are_not(use, project, found_ids, names):
    use(SENT, RIDDLE)
    project.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = names

    assert found_ids() == ["E018"]


def test_trusted_methods_of_the_user_are_known_at_the_login_only(
    use, project, found_ids
):
    use(SENT, RIDDLE)
    project.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = lambda user: ["totp"]

    assert found_ids() == []


def test_trusted_methods_without_methods_are_reported_once(use, project, found_ids):
    use("nowhere.Method")
    project.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = ["totp"]

    assert found_ids() == ["E016"]


class App(Method):
    name = "app"
    needs_enrollment = True


APP = f"{__name__}.App"


@pytest.mark.parametrize(
    ("methods", "ways"),
    [
        ((SENT,), ("code-sender", None)),
        ((SENT, RIDDLE), ("riddle", None)),
        ((APP,), ("no-2fa", None)),
        ((APP,), ("no-2fa", ["no-2fa"])),
        ((SENT, APP), ("code-sender", ["app"])),
        ((SENT, APP), (lambda user: "nothing", None)),
        ((SENT, APP), ("django.utils.timezone.now", None)),
    ],
)
def test_ways_in_for_new_users(use, enrolling, found_ids, methods, ways):
    use(*methods)
    fallback, trusted = ways
    enrolling.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = fallback
    enrolling.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = trusted

    # That nothing can be enrolled (E023) is true of some of them, too.
    assert set(found_ids(deploy=False)) <= {"E023"}


@pytest.mark.parametrize(
    ("methods", "ways"),
    [
        ((APP,), ("code-sender", None)),
        ((SENT, APP), ("app", None)),
        ((SENT,), ("carrier-pigeon", None)),
        ((SENT, RIDDLE), ("code-sender", ["riddle"])),
        ((SENT, APP), ("code-sender", [])),
        ((APP, SENT), ("no-2fa", ["code-sender"])),
    ],
)
def test_ways_in_that_lead_nowhere(use, enrolling, found_ids, methods, ways):
    use(*methods)
    fallback, trusted = ways
    enrolling.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = fallback
    enrolling.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = trusted

    # That nothing can be enrolled (E023) is true of some of them, too.
    assert set(found_ids()) - {"E023"} == {"E019"}


@pytest.mark.parametrize("methods", [(SENT, APP), (SENT, TOTP)])
def test_methods_to_enrol_without_the_app(use, find, methods):
    use(*methods)

    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.E025"
    assert "drf_jwt_2fa.enrollment is not installed" in one.msg
    assert "INSTALLED_APPS" in one.hint


def test_methods_to_enrol_with_the_app(enrolling, found_ids):
    assert found_ids() == []


@pytest.fixture
def offer(enrolling):
    """Offer the fallback to users who have enrolled other methods."""

    def offer(fallback, trusted, *, is_offered=True):
        enrolling.JWT2FA_AUTH |= {
            "FALLBACK_2FA_METHOD": fallback,
            "TRUSTED_2FA_METHODS": trusted,
            "OFFER_FALLBACK_2FA_METHOD": is_offered,
        }

    return offer


def test_an_offered_fallback_that_completes_no_login(offer, find):
    offer("code-sender", ["totp"])

    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.W013"
    assert "'code-sender'" in one.msg
    assert "TRUSTED_2FA_METHODS" in one.hint


@pytest.mark.parametrize(
    ("fallback", "trusted"),
    [
        ("code-sender", None),
        ("code-sender", ["code-sender", "totp"]),
        ("code-sender", lambda user: ["totp"]),
        (lambda user: "code-sender", ["totp"]),
        ("builtins.str", ["totp"]),
    ],
)
def test_an_offered_fallback_that_completes_logins(offer, found_ids, fallback, trusted):
    offer(fallback, trusted)

    assert found_ids(deploy=False) == []


def test_a_fallback_that_is_not_offered_may_complete_no_login(offer, found_ids):
    offer("code-sender", ["totp"], is_offered=False)

    assert found_ids(deploy=False) == []


def test_no_second_factor_is_never_offered_to_enrolled_users(offer, found_ids):
    offer("no-2fa", ["totp"])

    assert found_ids(deploy=False) == ["W010"]


def test_an_offered_fallback_that_cannot_work_is_reported_once(offer, found_ids):
    offer("totp", ["code-sender"])

    assert found_ids(deploy=False) == ["E019"]


class Broken:
    """A module of the project that cannot be imported."""

    def __getattr__(self, name):
        raise RuntimeError("no such thing")


def test_a_module_of_methods_that_raises(use, find, monkeypatch):
    monkeypatch.setitem(sys.modules, "broken", Broken())
    use("broken.Method")

    [one] = find()
    assert one.id == "drf_jwt_2fa.E016"
    assert "no such thing" in one.msg
