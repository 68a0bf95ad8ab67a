"""What is recorded of a client."""

import pytest
from rest_framework.test import APIRequestFactory

from drf_jwt_2fa.sessions.clients import Client, find_client


def make_request(**headers):
    return APIRequestFactory().get("/", **headers)


def test_the_address_is_the_one_that_counts_for_throttling(settings):
    settings.REST_FRAMEWORK = {"NUM_PROXIES": 1}
    request = make_request(HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.7:443")

    assert find_client(request).ip == "192.0.2.7"


def test_an_ipv6_address_is_recorded_as_its_network():
    request = make_request(REMOTE_ADDR="2001:db8:1:2:3:4:5:6")

    assert find_client(request).ip == "2001:db8:1:2::/64"


def test_a_client_without_an_address_or_a_user_agent():
    assert find_client(make_request(REMOTE_ADDR="")) == Client(None, "")
    assert find_client(None) == Client(None, "")


def test_the_user_agent_is_cut_and_has_no_control_characters():
    agent = "Fire\r\nfox\x00\x1b[31m\x9b\ud800" + "x" * 300
    client = find_client(make_request(HTTP_USER_AGENT=agent))

    assert client.user_agent == ("Firefox[31m" + "x" * 300)[:255]


def test_nothing_is_recorded_if_that_is_not_wanted(configure):
    configure(RECORD_CLIENTS=False)

    assert find_client(make_request(HTTP_USER_AGENT="Firefox")) == Client(None, "")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Firefox/128.0", "Firefox/129.0.1", True),
        ("Firefox/128.0", "Chrome/128.0", False),
        ("", "", True),
    ],
)
def test_an_update_makes_no_other_kind_of_client(one, other, is_same):
    assert (Client(None, one).kind == Client(None, other).kind) is is_same


def test_what_a_notice_says_of_it():
    client = Client("192.0.2.7", "Firefox")

    assert client.facts == {"ip": "192.0.2.7", "user_agent": "Firefox"}
