"""Each limit holds for any number of requests at the same moment."""

import math
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

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


def test_a_guess_budget_has_the_places_that_a_completed_login_left(site):
    site.limit_nothing_but(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="5/d")
    credentials = site.new_credentials()
    site.post_at_once("get-code/", [credentials] * 4)
    answer = site.post("get-code/", credentials)
    second_step = {"code_token": answer.body["token"], "code": site.sent_codes[-1]}
    assert site.post("auth/", second_step).status == 200
    site.forget_records()

    answers = site.post_at_once("get-code/", [credentials] * 24)

    statuses = check_answers(site, answers)
    assert_used_up(5, statuses[200], statuses)
    assert len(site.sent_codes) == statuses[200]


def test_a_guess_budget_slides_while_many_want_a_place(site):
    # In seconds: places end while the burst lasts, and others may take them.
    site.limit_nothing_but(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="3/2s")
    credentials = site.new_credentials()
    began = time.monotonic()

    answers = []
    for _ in range(6):
        answers += site.post_at_once("get-code/", [credentials] * 20)

    statuses = check_answers(site, answers)
    windows = math.ceil((time.monotonic() - began) / 2) + 1
    assert 3 <= statuses[200] + statuses[503]
    assert statuses[200] <= 3 * windows


def test_a_burst_of_completed_logins_gives_all_places_of_an_address_back(site):
    site.limit_nothing_but(CODE_TOKEN_THROTTLE_RATE="12/3h")
    headers = site.new_address()
    logins = []
    for _ in range(12):
        [answer] = site.post_at_once("get-code/", [site.new_credentials()], headers)
        token = answer.body["token"]
        logins.append({"code_token": token, "code": site.sent_codes[-1]})
    wrong = {**site.new_credentials(), "password": "incorrect horse"}
    [answer] = site.post_at_once("get-code/", [wrong], headers)
    assert answer.status == 429

    completed = Counter(
        answer.status for answer in site.post_at_once("auth/", logins, headers)
    )
    answers = site.post_at_once("get-code/", [wrong] * 40, headers)

    statuses = check_answers(site, answers)
    assert completed.keys() <= {200, 503}
    assert_used_up(completed[200], statuses[401], statuses + Counter(completed))


def test_logins_that_are_completed_meanwhile_let_no_guess_more_in(site):
    site.limit_nothing_but(CODE_TOKEN_THROTTLE_RATE="12/3h")
    headers = site.new_address()
    logins = []
    for _ in range(6):
        [answer] = site.post_at_once("get-code/", [site.new_credentials()], headers)
        token = answer.body["token"]
        logins.append({"code_token": token, "code": site.sent_codes[-1]})
    wrong = {**site.new_credentials(), "password": "incorrect horse"}

    with ThreadPoolExecutor(2) as pool:
        guesses = pool.submit(site.post_at_once, "get-code/", [wrong] * 40, headers)
        others = pool.submit(site.post_at_once, "auth/", logins, headers)
    statuses = check_answers(site, guesses.result())
    completed = check_answers(site, others.result())
    statuses += check_answers(
        site, site.post_at_once("get-code/", [wrong] * 20, headers)
    )

    assert_used_up(6 + completed[200], statuses[401], statuses + completed)
