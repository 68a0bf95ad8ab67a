"""Each limit holds for any number of requests at the same moment."""

from collections import Counter

import pytest
from concurrency.sites import wrong_codes

pytestmark = pytest.mark.server


def check_answers(site, answers):
    """Check what holds in every burst; return how many answers have each status."""
    for answer in answers:
        assert answer.status is not None, site.log.read_text()
        if answer.status == 429:
            assert int(answer.headers["Retry-After"]) > 0, answer
        # SQLite lets one process write at a time.  Whoever waits too long for their
        # turn is refused: that is as it should be, while the limit is kept.
        if not (site.kind.may_refuse and answer.status == 503):
            assert answer.status < 500, (answer, site.log.read_text())
    return Counter(answer.status for answer in answers)


def assert_used_up(limit, number, statuses):
    """Check that what is limited was done as often as allowed, and not once more."""
    assert number <= limit, statuses
    # A burst must not eat up what a limit allows, either.
    assert number == limit or statuses[503], statuses


def test_no_more_codes_are_evaluated_than_a_code_token_has_attempts(site):
    site.limit_nothing_but(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=5)
    second_step = site.get_code()

    answers = site.post_at_once("auth/", wrong_codes(second_step, 60))

    statuses = check_answers(site, answers)
    assert_used_up(5, len(site.evaluated_codes), statuses)
    assert statuses.keys() <= {401, 403, 503}
    if not statuses[503]:
        assert site.post("auth/", second_step).status == 403


def test_no_more_code_tokens_are_issued_than_a_user_may_have_at_a_time(site):
    site.limit_nothing_but(MAX_ACTIVE_CODE_TOKENS_PER_USER=3)

    answers = site.post_at_once("get-code/", [site.new_credentials()] * 24)

    statuses = check_answers(site, answers)
    assert_used_up(3, statuses[200], statuses)
    assert len(site.sent_codes) == statuses[200]
    assert statuses.keys() <= {200, 429, 503}


def test_no_more_code_tokens_are_issued_than_the_guess_budget_of_a_user_pays(site):
    site.limit_nothing_but(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="5/d")

    answers = site.post_at_once("get-code/", [site.new_credentials()] * 24)

    statuses = check_answers(site, answers)
    assert_used_up(5, statuses[200], statuses)
    assert len(site.sent_codes) == statuses[200]
    assert statuses.keys() <= {200, 429, 503}


@pytest.mark.parametrize("attempts", [None, 5])
def test_of_many_right_answers_one_is_let_in(site, attempts):
    site.limit_nothing_but(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=attempts)
    second_step = site.get_code()

    answers = site.post_at_once("auth/", [second_step] * 20)

    statuses = check_answers(site, answers)
    assert_used_up(1, statuses[200], statuses)
    assert statuses.keys() <= {200, 401, 403, 503}
    assert len([answer for answer in answers if "access" in answer.body]) <= 1


def test_one_code_is_evaluated_in_a_retry_wait(site):
    # Longer than by default: the burst must be over before the wait is.
    site.limit_nothing_but(AUTH_TOKEN_RETRY_WAIT_TIME=60)
    second_step = site.get_code()

    answers = site.post_at_once("auth/", wrong_codes(second_step, 24))

    statuses = check_answers(site, answers)
    assert_used_up(1, len(site.evaluated_codes), statuses)
    assert statuses[401] == len(site.evaluated_codes)
    assert statuses.keys() <= {401, 429, 503}


def test_no_more_requests_pass_than_an_address_may_make(site):
    site.limit_nothing_but(CODE_TOKEN_THROTTLE_RATE="12/3h")
    wrong_password = {**site.new_credentials(), "password": "incorrect horse"}

    answers = site.post_at_once(
        "get-code/", [wrong_password] * 40, headers=site.new_address()
    )

    statuses = check_answers(site, answers)
    assert_used_up(12, statuses[401], statuses)
    assert statuses.keys() <= {401, 429, 503}


def test_one_new_code_is_sent_in_a_resend_wait(site):
    second_step = site.get_code()
    challenge = {"code_token": second_step["code_token"]}
    site.limit_nothing_but(RESEND_WAIT_TIME=60)

    answers = site.post_at_once("challenge/", [challenge] * 20)

    statuses = check_answers(site, answers)
    assert_used_up(1, statuses[200], statuses)
    assert len(site.sent_codes) == 1 + statuses[200]
