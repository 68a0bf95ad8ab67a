import time

import pytest
from rest_framework.exceptions import AuthenticationFailed
from testproject.states import make_record, make_state

from drf_jwt_2fa.exceptions import CacheUnavailableError, TokenAlreadyUsedError
from drf_jwt_2fa.state import CodeTokenState, Place
from drf_jwt_2fa.state.cache import make_key


def test_a_record_is_remembered_as_it_was(cache):
    record = make_record(slot=Place("a key", 1234.5))

    make_state().remember(record)

    assert make_state().record == record
    assert make_state(jti="other").record is None
    assert make_state(site="other").record is None


def test_a_record_is_replaced_when_a_subclass_uses_an_id_again(cache):
    make_state().remember(make_record(owner="ann"))
    make_state().remember(make_record(owner="bob"))

    assert make_state().record.owner == "bob"


def test_a_cache_that_does_not_remember_is_an_outage(memory, monkeypatch):
    monkeypatch.setattr(memory, "add", lambda *args: False)

    with pytest.raises(CacheUnavailableError):
        make_state().remember(make_record())


def test_a_record_that_is_none_is_an_outage(memory, caplog):
    memory.set(make_key("issued", "site", 1, "jti"), ["garbage"])

    with pytest.raises(CacheUnavailableError):
        make_state()


def make_only(jti, **more):
    state = CodeTokenState("site", 1, jti, time.time() + 300, 3, is_only=True)
    state.remember(make_record(chain=jti, only=jti, **more))


def get_only(jti):
    return make_state(jti=jti, is_only=True)


def test_a_code_token_that_nothing_was_sent_for_ends_with_the_next_one(cache):
    make_only("first")
    make_only("second")

    with pytest.raises(AuthenticationFailed):
        get_only("first").check_unspent("proof")
    with pytest.raises(AuthenticationFailed):
        get_only("first").check_replaceable()
    get_only("second").check_unspent("proof")


def test_one_of_another_user_or_purpose_does_not(cache):
    make_only("first")
    CodeTokenState("site:step-up", 1, "x", time.time() + 300, 3, is_only=True).remember(
        make_record(only="x")
    )
    CodeTokenState("site", 2, "y", time.time() + 300, 3, is_only=True).remember(
        make_record(only="y")
    )

    get_only("first").check_unspent("proof")


def test_one_that_was_replaced_does_not_live_again_after_the_login(cache):
    make_only("first")
    make_only("second")
    second = get_only("second")
    second.spend("proof")
    second.settle()

    with pytest.raises(AuthenticationFailed):
        get_only("first").check_unspent("proof")
    with pytest.raises(TokenAlreadyUsedError):
        get_only("second").check_unspent("proof")


def test_one_that_was_replaced_does_not_live_again_after_another_challenge(cache):
    make_only("first")
    make_only("second")
    get_only("second").end_replaced()

    for jti in ("first", "second"):
        with pytest.raises(AuthenticationFailed):
            get_only(jti).check_unspent("proof")
