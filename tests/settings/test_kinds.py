from datetime import timedelta

import pytest

from drf_jwt_2fa.settings import SETTINGS
from drf_jwt_2fa.settings.kinds import (
    SWITCH,
    Choice,
    Duration,
    DurationOfUser,
    Importable,
    Key,
    Kind,
    NameOfChoice,
    Rate,
    Whole,
)


@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_default_is_of_its_kind(name):
    setting = SETTINGS[name]

    assert setting.kind.find_wrong_type(setting.default) is None
    assert setting.kind.find_wrong_value(setting.default) is None


def test_true_is_no_number():
    assert Whole().find_wrong_type(True)
    assert not SWITCH.find_wrong_type(True)
    assert SWITCH.find_wrong_type(1)


def test_none_is_for_optional_kinds():
    assert Kind("text", (str,)).find_wrong_type(None) == "text"
    assert Kind("text", (str,), optional=True).find_wrong_type(None) is None
    assert Whole(optional=True, least=1).find_wrong_value(None) is None


def test_ranges_include_their_ends():
    kind = Whole(least=1, most=3)

    assert [bool(kind.find_wrong_value(n)) for n in range(5)] == [1, 0, 0, 0, 1]
    assert not Duration().find_wrong_value(timedelta(0))


def test_rates_are_of_something():
    assert Rate().find_wrong_value("1/s") is None
    for rate in ("0/s", "1/0s", "x"):
        assert Rate().find_wrong_value(rate)


def test_callables_and_paths_can_be_imported():
    assert not Importable().find_wrong_type(print)
    assert not Importable().find_wrong_type("builtins.print")
    assert Importable().find_wrong_type(["builtins.print"])


def test_durations_have_an_end():
    kind = Duration(most=timedelta(days=365))

    assert kind.find_wrong_value(timedelta(days=365)) is None
    assert kind.find_wrong_value(timedelta(days=366)) == "at most 365 days"
    assert Duration().find_wrong_value(timedelta.max) is None
    minute = Duration(most=timedelta(seconds=60), optional=True)
    assert minute.find_wrong_value(timedelta(seconds=61)) == "at most 60 seconds"
    assert minute.find_wrong_value(None) is None


def test_keys_are_of_text_or_bytes():
    for key in ("key", b"key", b"\xff"):
        assert Key().find_wrong_type(key) is None
        assert Key().find_wrong_value(key) is None
    assert Key().find_wrong_type(7) == "text or bytes"


def test_an_environment_variable_that_is_not_set_makes_no_key():
    for key in (None, "", " ", "None", b"None"):
        assert Key().find_wrong_type(key) is None
        assert Key().find_wrong_value(key)


def test_durations_may_depend_on_the_user():
    kind = DurationOfUser(least=timedelta(hours=1))

    for value in (None, print, "builtins.print", timedelta(hours=2)):
        assert kind.find_wrong_type(value) is None
        assert kind.find_wrong_value(value) is None
    assert kind.find_wrong_type(3600)
    assert kind.find_wrong_value(timedelta(minutes=59)) == "at least 3600 seconds"


def test_a_choice_is_one_of_a_few():
    kind = Choice(choices=("a", "b", "c"))

    assert kind.find_wrong_type(7) == "a string"
    assert kind.find_wrong_value("b") is None
    assert kind.find_wrong_value("d") == "'a', 'b' or 'c'"


def test_a_choice_may_depend_on_the_request():
    kind = NameOfChoice(choices=("a", "b"))

    for value in ("a", print, "builtins.print"):
        assert kind.find_wrong_type(value) is None
        assert kind.find_wrong_value(value) is None
    assert kind.find_wrong_type(None)
    assert kind.find_wrong_value("c") == "'a' or 'b'"
