from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from drf_jwt_2fa.methods import (
    CannotBeEnrolledError,
    CodeSender,
    Method,
    WrongAnswerError,
    get_methods,
    get_offered,
    is_default,
)
from drf_jwt_2fa.token_manager import CodeTokenManager

ANN = SimpleNamespace(pk=1, email="ann@example.com")
SENT = "drf_jwt_2fa.methods.CodeSender"


class Open(Method):
    name = "open"


class Nameless(Method):
    pass


class SameName(Method):
    name = "code-sender"


class App(Method):
    name = "app"
    needs_enrollment = True

    def is_enrolled_by(self, user):
        return getattr(user, "app", None) is not None

    def is_usable_by(self, user):
        return getattr(user, "app", None) == "usable"


class Card(App):
    name = "card"

    def is_enrolled_by(self, user):
        return getattr(user, "card", False)

    is_usable_by = is_preferred_by = is_enrolled_by


def use(settings, *methods):
    paths = [
        one if isinstance(one, str) else f"{__name__}.{one.__name__}" for one in methods
    ]
    settings.JWT2FA_AUTH = {"METHODS": paths}


def offered(**user):
    return [method.name for method in get_offered(SimpleNamespace(**user))]


def test_by_default_there_is_the_sent_code():
    assert list(get_methods()) == ["code-sender"]
    assert is_default()
    assert offered() == ["code-sender"]


def test_the_setting_says_which_there_are_in_its_order(settings):
    use(settings, Open, SENT)

    assert list(get_methods()) == ["open", "code-sender"]
    assert not is_default()
    # The fallback comes first.
    assert offered() == ["code-sender", "open"]


@pytest.mark.parametrize("fallback", ["open", lambda user: "open"])
def test_the_fallback_can_be_another(settings, fallback):
    use(settings, SENT, Open)
    settings.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = fallback

    assert offered() == ["open", "code-sender"]


def test_each_method_is_one_object(settings):
    assert get_methods()["code-sender"] is get_methods()["code-sender"]


@pytest.mark.parametrize(
    ("methods", "problem"),
    [
        ([], "names no method"),
        (["nowhere.Method"], "cannot be imported"),
        (["datetime.date"], "which is no Method"),
        (["datetime"], "cannot be imported"),
        ([Nameless], "which has no name"),
        ([SENT, SameName], "has two methods called 'code-sender'"),
    ],
)
def test_what_is_none_names_the_setting(settings, methods, problem):
    use(settings, *methods)

    with pytest.raises(
        ImproperlyConfigured, match=r"JWT2FA_AUTH\['METHODS'\]"
    ) as caught:
        get_methods()
    assert problem in str(caught.value)


def test_who_has_enrolled_one_is_not_offered_a_weaker_door(settings):
    use(settings, SENT, App, Card)

    assert offered() == ["code-sender"]
    assert offered(app="usable") == ["app"]
    assert offered(app="usable", card=True) == ["card", "app"]


def test_a_disabled_method_opens_no_other(settings):
    use(settings, SENT, App)

    assert offered(app="disabled") == []


def test_a_method_that_says_nothing_lets_nobody_in():
    method = Method()

    assert method.begin(ANN, CodeTokenManager()).claims == {}
    method.begin(ANN, CodeTokenManager()).deliver()
    with pytest.raises(WrongAnswerError):
        method.verify(1, {}, "1234567", CodeTokenManager())


def test_a_method_that_needs_no_enrolment_has_none():
    method = CodeSender()

    with pytest.raises(CannotBeEnrolledError):
        method.begin_enrollment(ANN, "login")
    with pytest.raises(CannotBeEnrolledError):
        method.finish_enrollment(ANN, "login", "123")
    with pytest.raises(CannotBeEnrolledError):
        method.remove(ANN)
