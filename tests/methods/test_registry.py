from datetime import datetime, timezone
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from drf_jwt_2fa.methods import (
    NO_2FA,
    Enrolled,
    Factors,
    Method,
    find_method,
    get_enrolled,
    get_fallback,
    get_methods,
    get_offered,
    is_default,
    is_trusted,
    may_be_trusted,
    may_be_untrusted,
    needs_no_second_factor,
)

ANN = SimpleNamespace(pk=1, email="ann@example.com", number="+358 1")
NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
NOTHING = Factors()
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


class Card(App):
    name = "card"


class Voice(Method):
    name = "voice"

    def can_reach(self, user):
        return user.number is not None


def use(settings, *methods):
    paths = [
        one if isinstance(one, str) else f"{__name__}.{one.__name__}" for one in methods
    ]
    settings.JWT2FA_AUTH = {"METHODS": paths}


def have(*names, preferred=None, disabled=(), **more):
    return Factors(
        enrolled=tuple(
            Enrolled(
                one, NOW, is_disabled=one in disabled, is_preferred=one == preferred
            )
            for one in names
        ),
        **more,
    )


def offered(factors=NOTHING, user=ANN):
    return [method.name for method in get_offered(user, factors)]


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
        (["datetime.date"], "which is not a Method"),
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
    assert offered(have("app")) == ["app"]
    assert offered(have("card", "app")) == ["app", "card"]
    assert offered(have("card", "app", preferred="card")) == ["card", "app"]


def test_a_disabled_method_opens_no_other(settings):
    use(settings, SENT, App, Card)

    assert offered(have("app", disabled=["app"])) == []
    assert offered(have("app", "card", disabled=["app"])) == ["card"]


def test_what_is_enrolled_and_not_configured_is_not_there(settings):
    use(settings, SENT, App)

    assert offered(have("card")) == ["code-sender"]
    assert get_enrolled(have("card")) == []


def test_too_many_wrong_sent_codes_end_those(settings):
    use(settings, SENT, Open)

    assert offered(have(are_sent_codes_disabled=True)) == ["open"]


def test_a_method_that_a_user_cannot_use_is_not_offered(settings):
    use(settings, SENT, Voice)
    mute = SimpleNamespace(number=None)

    assert offered() == ["code-sender", "voice"]
    assert offered(user=mute) == ["code-sender"]


@pytest.mark.parametrize(
    ("trusted", "names"),
    [
        (None, ["app", "card"]),
        (["card"], ["card"]),
        (lambda user: ["app"] if user is ANN else [], ["app"]),
        # One name, and not its letters.
        (lambda user: "app", ["app"]),
        (lambda user: "application", []),
        (lambda user: None, ["app", "card"]),
        ([], []),
    ],
)
def test_only_what_completes_a_login_is_offered(settings, trusted, names):
    use(settings, App, Card)
    settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = trusted

    assert offered(have("app", "card")) == names
    assert [
        one for one in ("app", "card") if is_trusted(find_method(one), ANN)
    ] == names


def test_who_has_enrolled_nothing_begins_with_what_is_not_trusted(settings):
    """And gets an enrolment token for it."""
    use(settings, SENT, App)
    settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = ["app"]

    assert offered() == ["code-sender"]


def test_the_fallback_can_be_offered_beside_what_is_enrolled(settings):
    use(settings, SENT, Open, App)
    settings.JWT2FA_AUTH["OFFER_FALLBACK_2FA_METHOD"] = True

    assert offered(have("app")) == ["app", "code-sender"]


def test_the_password_alone_is_never_offered_beside_what_is_enrolled(settings):
    use(settings, SENT, App)
    settings.JWT2FA_AUTH.update(
        OFFER_FALLBACK_2FA_METHOD=True, FALLBACK_2FA_METHOD=NO_2FA
    )

    assert offered() == [NO_2FA]
    assert offered(have("app")) == ["app"]
    assert offered(have("app", disabled=["app"])) == []


def test_who_needs_no_second_factor(settings):
    use(settings, SENT, App)
    assert not needs_no_second_factor(ANN, NOTHING)

    settings.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = lambda user: (
        NO_2FA if user is ANN else "code-sender"
    )
    assert get_fallback(ANN) == NO_2FA
    assert needs_no_second_factor(ANN, NOTHING)
    assert not needs_no_second_factor(ANN, have("app"))
    assert not needs_no_second_factor(ANN, have("app", disabled=["app"]))
    assert not needs_no_second_factor(object(), NOTHING)


def test_a_method_is_found_by_its_name(settings):
    use(settings, SENT, App)

    assert find_method("app") is get_methods()["app"]
    assert find_method(NO_2FA).name == NO_2FA
    assert find_method("card") is None


@pytest.mark.parametrize(
    ("trusted", "may_be", "may_not_be"),
    [
        (None, True, False),
        (["app"], True, False),
        (["open"], False, True),
        (lambda user: ["app"], True, True),
    ],
)
def test_whether_everybody_may_complete_a_login_by_it(
    settings, trusted, may_be, may_not_be
):
    use(settings, App)
    settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = trusted

    app = find_method("app")

    assert may_be_trusted(app) is may_be
    assert may_be_untrusted(app) is may_not_be
