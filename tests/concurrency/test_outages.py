"""Limits outlive the processes that keep them; without them, nobody is let in."""

import pytest
from concurrency.servers import wait_until
from concurrency.sites import wrong_codes

pytestmark = pytest.mark.server


def lost(answers):
    """Return the answers that never came, for the worker was killed."""
    return [answer for answer in answers if answer.status is None]


def test_attempts_are_counted_on_when_a_worker_is_killed_in_one(shared_site):
    site = shared_site
    site.limit_nothing_but(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=5)
    second_step = site.get_code()
    site.let_a_worker_die_at("checks")

    wrong = wrong_codes(second_step, 120)
    answers = site.post_at_once("auth/", wrong[:60])

    assert lost(answers)
    # On a busy machine, the worker that was killed may have had nearly all of them.
    site.post_at_once("auth/", wrong[60:])
    # Those that were counted in the worker that was killed may not have been evaluated.
    assert 1 <= len(site.evaluated_codes) <= 5
    assert site.post("auth/", second_step).status == 403
    site.log_in()


def test_code_tokens_are_counted_on_when_a_worker_is_killed_issuing_one(shared_site):
    site = shared_site
    site.limit_nothing_but(MAX_ACTIVE_CODE_TOKENS_PER_USER=3)
    credentials = site.new_credentials()
    site.let_a_worker_die_at("codes")

    answers = site.post_at_once("get-code/", [credentials] * 24)

    assert lost(answers)
    # See above.
    site.post_at_once("get-code/", [credentials] * 24)
    assert len(site.sent_codes) <= 3
    assert site.post("get-code/", credentials).status == 429
    site.log_in()


def test_attempts_are_counted_on_after_a_restart_of_all_workers(shared_site):
    site = shared_site
    site.limit_nothing_but(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=5)
    second_step = site.get_code()
    first, second, third, *rest = wrong_codes(second_step, 60)
    site.post_at_once("auth/", [first, second, third])

    with site.stopped():
        pass
    site.post_at_once("auth/", rest)

    assert len(site.evaluated_codes) == 5
    assert site.post("auth/", second_step).status == 403
    site.log_in()


def test_nobody_is_let_in_and_nothing_is_issued_while_the_cache_is_away(breakable_site):
    site = breakable_site
    site.limit_as_by_default()
    second_step = site.get_code()
    site.forget_records()

    with site.backend.stopped():
        answers = [
            *site.post_at_once("get-code/", [site.new_credentials()] * 8),
            *site.post_at_once("auth/", [second_step] * 8),
        ]

    for answer in answers:
        assert answer.status == 503, (answer, site.log.read_text())
        assert isinstance(answer.body["detail"], str)
    assert site.sent_codes == []
    assert site.evaluated_codes == []


def test_logins_work_again_when_the_cache_is_back(breakable_site):
    site = breakable_site
    site.limit_nothing_but()
    credentials = site.new_credentials()
    assert can_log_in(site, credentials)
    with site.backend.stopped():
        assert not can_log_in(site, credentials)

    # Clients of a cache may leave a server that was away alone for a while, each of
    # the workers for itself.
    wait_until(lambda: can_log_in(site, credentials), "Nobody could log in", site)


def can_log_in(site, credentials):
    answer = site.post("get-code/", credentials)
    if answer.status != 200:
        return False
    second_step = {"code_token": answer.body["token"], "code": site.sent_codes[-1]}
    return site.post("auth/", second_step).status == 200
