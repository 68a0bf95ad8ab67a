"""An answer is checked in one call, and in an order that uses nothing up too early."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from testproject.cards import Pigeon
from testproject.client import other_code
from testproject.methods import METHODS

from drf_jwt_2fa.code_tokens import challenges
from drf_jwt_2fa.exceptions import (
    CodeTokenExpiredError,
    IncorrectCodeError,
    NoUsableMethodError,
    Reason,
    RefusedError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
)
from drf_jwt_2fa.login.answering import answer, check_replaceable
from drf_jwt_2fa.login.looks import Look
from drf_jwt_2fa.methods import CodeSender, Factors, find_method
from drf_jwt_2fa.token_manager import CodeTokenManager


class Manager(CodeTokenManager):
    """A manager that keeps what it sends."""

    def __init__(self):
        super().__init__()
        self.codes = []

    def send_verification_code(self, user, code):
        self.codes.append(code)


class LocalManager(Manager):
    """A project's: it vouches for a user by itself."""

    def __init__(self, user_pk):
        super().__init__()
        self.user_pk = user_pk

    def check_code_token_and_code(self, token, code):
        return self.user_pk


class Closed(Look):
    """Asks for more than anybody has."""

    def check(self, token):
        super().check(token)
        raise PermissionDenied


@pytest.fixture
def manager(clock):
    return Manager()


@pytest.fixture
def token(manager, user):
    return manager.create_code_token(user)


@pytest.fixture
def code(manager, token):
    return manager.codes[-1]


def get_reason(manager, token, given, look=None):
    with pytest.raises(RefusedError) as caught:
        answer(manager, token, given, None, look)
    return caught.value.reason


def test_a_right_answer_says_whose_and_what_for_it_is(manager, token, code, user):
    verified = answer(manager, token, code, None)

    assert (verified.user, verified.purpose) == (user, "login")
    assert verified.factors == Factors()
    assert isinstance(verified.method, CodeSender)
    assert verified.token.user_pk == user.pk


def test_it_is_good_once(manager, token, code):
    answer(manager, token, code, None)

    with pytest.raises(TokenAlreadyUsedError):
        answer(manager, token, code, None)


def test_a_wrong_answer_names_its_user_for_the_log(manager, token, code, user):
    with pytest.raises(IncorrectCodeError) as caught:
        answer(manager, token, other_code(code), None)

    assert caught.value.user_pk == user.pk


@pytest.mark.usefixtures("without_listeners")
def test_a_wrong_sent_code_costs_no_query(manager, token, code):
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(IncorrectCodeError),
    ):
        answer(manager, token, other_code(code), None)

    assert len(queries) == 0


def test_what_more_is_asked_of_the_user_uses_nothing_up(manager, token, code, clock):
    with pytest.raises(PermissionDenied):
        answer(manager, token, code, None, Closed())
    clock.shift(2)

    assert answer(manager, token, code, None)


@pytest.mark.parametrize("given", ["right", "wrong"])
def test_where_methods_are_enrolled_nothing_is_counted_before_the_user_is_looked_at(
    manager, user, settings, given
):
    pytest.importorskip("cryptography")
    settings.JWT2FA_AUTH = {
        "METHODS": METHODS,
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1,
    }
    token = manager.create_code_token(user)
    right = manager.codes[-1]
    with pytest.raises(PermissionDenied):
        answer(
            manager,
            token,
            right if given == "right" else other_code(right),
            None,
            Closed(),
        )

    assert answer(manager, token, right, None)


def test_of_a_changed_account_it_is_refused(manager, token, code, user):
    user.email = "other@example.com"
    user.save()

    assert get_reason(manager, token, code) is Reason.ACCOUNT_CHANGED


def test_an_unknown_token_is_refused_where_they_have_to_be_known(
    manager, token, code, settings, cache
):
    cache.clear()
    settings.JWT2FA_AUTH = {"REQUIRE_KNOWN_CODE_TOKENS": True}

    assert get_reason(manager, token, code) is Reason.UNKNOWN_TOKEN


def test_a_method_that_is_offered_no_more_is_refused(manager, token, code, settings):
    settings.JWT2FA_AUTH = {
        "METHODS": METHODS[:1] + METHODS[2:],
        "TRUSTED_2FA_METHODS": ["totp"],
        "FALLBACK_2FA_METHOD": None,
    }

    with pytest.raises((AuthenticationFailed, PermissionDenied)):
        answer(manager, token, code, None)


@pytest.fixture
def card_token(manager, user, settings):
    """A code token that names its account, whose record the cache has lost."""
    settings.JWT2FA_AUTH = {
        "METHODS": ["testproject.cards.Pigeon"],
        "FALLBACK_2FA_METHOD": "pigeon",
    }
    Pigeon.flights.clear()
    return manager.create_code_token(user)


def test_without_a_record_the_token_itself_names_its_account(
    manager, card_token, user, cache
):
    cache.clear()
    user.email = "other@example.com"
    user.save()

    reason = get_reason(manager, card_token, Pigeon.flights[-1])
    assert reason is Reason.ACCOUNT_CHANGED


def test_without_a_record_an_unchanged_account_is_let_in(
    manager, card_token, user, cache
):
    cache.clear()

    assert answer(manager, card_token, Pigeon.flights[-1], None).user == user


def test_an_offered_fallback_completes_nothing_where_an_app_is_trusted_only(
    manager, user, settings
):
    enrolling = pytest.importorskip("testproject.enrolling")
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "OFFER_FALLBACK_2FA_METHOD": True}
    enrolling.enroll(user)
    user.refresh_from_db()
    token = challenges.issue(user, manager, wanted=find_method("code-sender"))
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "TRUSTED_2FA_METHODS": ["totp"],
    }

    with pytest.raises(NoUsableMethodError):
        answer(manager, token, manager.codes[-1], None)


def test_a_manager_of_a_project_may_count_attempts_by_itself(user):
    class CountingManager(Manager):
        def check_code_token_and_code(self, token, code):
            raise TooManyAuthAttemptsError

    with pytest.raises(TooManyAuthAttemptsError):
        answer(CountingManager(), "anything", "anything", None)


def test_a_manager_of_a_project_vouches_for_the_user(user):
    verified = answer(LocalManager(user.pk), "anything", "anything", None)

    assert verified.user == user
    assert verified.token is None
    assert isinstance(verified.method, CodeSender)


def test_it_does_not_vouch_for_users_who_may_not_log_in(user):
    user.is_active = False
    user.save()

    with pytest.raises(PermissionDenied):
        answer(LocalManager(user.pk), "anything", "anything", None)


def test_a_token_can_be_replaced(manager, token, user):
    look = Look()

    assert check_replaceable(manager, token, None, look).user_pk == user.pk
    assert look.user == user
    assert look.factors == Factors()


def test_a_used_token_cannot_be_replaced(manager, token, code):
    answer(manager, token, code, None)

    with pytest.raises(AuthenticationFailed):
        check_replaceable(manager, token, None, Look())


def test_nor_can_a_dead_one(manager, token, code, settings, clock):
    settings.JWT2FA_AUTH = {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1}
    with pytest.raises(IncorrectCodeError):
        answer(manager, token, other_code(code), None)

    with pytest.raises(TooManyAuthAttemptsError):
        check_replaceable(manager, token, None, Look())


def test_nor_can_one_that_is_too_old(manager, token, clock):
    clock.shift(300)

    with pytest.raises(CodeTokenExpiredError):
        check_replaceable(manager, token, None, Look())


def test_nor_can_one_of_a_retired_key(manager, token, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one, and long enough to sign with"

    with pytest.raises(RefusedError) as caught:
        check_replaceable(manager, token, None, Look())

    assert caught.value.reason is Reason.RETIRED_KEY
