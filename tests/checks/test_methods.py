import pytest
from django.core.checks import Warning as CheckWarning

from drf_jwt_2fa.methods import CodeSender, Method

SENT = "drf_jwt_2fa.methods.CodeSender"
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
    [(), ("nowhere.Method",), ("datetime.date",), (SENT, f"{__name__}.Twin")],
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
def test_ways_in_for_new_users(use, project, found_ids, methods, ways):
    use(*methods)
    fallback, trusted = ways
    project.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = fallback
    project.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = trusted

    assert found_ids(deploy=False) == []


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
def test_ways_in_that_lead_nowhere(use, project, found_ids, methods, ways):
    use(*methods)
    fallback, trusted = ways
    project.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = fallback
    project.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = trusted

    assert found_ids() == ["E019"]
