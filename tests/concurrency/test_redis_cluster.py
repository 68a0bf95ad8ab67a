"""Logins whose state is in a Redis Cluster, which keeps keys in slots.

One node has all of them, as behind the endpoint of a managed cluster: a call with keys
of several slots is refused.
"""

import pytest
from concurrency.caches import KINDS, Kind
from concurrency.servers import HOST, Redis, free_port, is_free, wait_until
from concurrency.sites import running_site, wrong_codes
from needs import require_module

pytestmark = pytest.mark.server


class RedisCluster(Redis):
    def __init__(self, folder):
        super().__init__(folder)
        # The nodes of a cluster talk to each other on another port.
        ports = iter(free_port, None)
        self.port = next(port for port in ports if is_free(port + 10000))

    def command(self):
        return [*super().command(), "--cluster-enabled", "yes"]

    def start(self):
        require_module("redis")
        from redis import Redis as Client  # noqa: PLC0415

        super().start()
        with Client(HOST, self.port) as client:
            client.execute_command("CLUSTER ADDSLOTS", *range(16384))
            wait_until(lambda: _is_ok(client), "The cluster is not ready", self)


def _is_ok(client):
    return "ok" in str(client.execute_command("CLUSTER INFO")["cluster_state"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    kind = Kind(KINDS["redis"].cache, RedisCluster, KINDS["redis"].modules, workers=2)
    with running_site(kind, tmp_path_factory.mktemp("cluster")) as site:
        yield site


def test_keys_of_several_slots_are_refused_in_one_call(site):
    from redis import Redis as Client, ResponseError  # noqa: PLC0415

    with Client(HOST, site.backend.port) as client, pytest.raises(ResponseError):
        client.mget("a", "b")


def test_a_login_is_a_login(site):
    site.limit_as_by_default()
    for _ in range(3):
        site.log_in()


def test_a_login_with_limits_of_a_billion_is_a_login(site):
    site.limit_nothing_but(
        MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=10**9,
        MAX_ACTIVE_CODE_TOKENS_PER_USER=10**9,
        MAX_UNREDEEMED_CODE_TOKENS_PER_USER="1000000000/d",
    )
    credentials = site.new_credentials()
    for _ in range(20):
        assert site.post("get-code/", credentials).status == 200

    answer = site.post("get-code/", credentials)
    second_step = {"code_token": answer.body["token"], "code": site.sent_codes[-1]}
    assert site.post("auth/", wrong_codes(second_step, 1)[0]).status == 401
    assert site.post("auth/", second_step).status == 200


def test_every_refusal_is_a_refusal_and_no_outage(site):
    site.limit_as_by_default(AUTH_TOKEN_RETRY_WAIT_TIME=0, RESEND_WAIT_TIME=0)
    bodies, headers = [site.new_credentials()], site.new_address()

    # The slots of the user are taken first, then the places of the address.
    statuses = [
        site.post_at_once("get-code/", bodies, headers)[0].status for _ in range(14)
    ]

    assert set(statuses) == {200, 429}


def test_a_new_code_takes_the_place_of_the_last(site):
    site.limit_nothing_but()
    token = site.get_code()["code_token"]

    answer = site.post("challenge/", {"code_token": token})

    second_step = {"code_token": answer.body["token"], "code": site.sent_codes[-1]}
    assert site.post("auth/", second_step).status == 200


def test_any_number_of_users_can_log_in_from_one_address(site):
    site.limit_nothing_but(CODE_TOKEN_THROTTLE_RATE="5/3h")
    wrong = {**site.new_credentials(), "password": "incorrect horse"}
    headers = site.new_address()
    for _ in range(12):
        [answer] = site.post_at_once("get-code/", [site.new_credentials()], headers)
        second_step = {"code_token": answer.body["token"], "code": site.sent_codes[-1]}
        assert site.post("auth/", second_step).status == 200

    statuses = [
        site.post_at_once("get-code/", [wrong], headers)[0].status for _ in range(6)
    ]
    assert statuses == [401] * 5 + [429]
