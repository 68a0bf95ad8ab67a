"""What every answer to a hostile request has in common."""

import re

import pytest
from django.test import Client

# Three parts: the browsable API's random CSRF tokens, too, may have "eyJ" in them.
JWT = re.compile(rb"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")
ENDPOINTS = ["get-code", "challenge", "auth", "refresh", "verify"]


@pytest.fixture
def attack(db):
    """Send a request of any form and check what holds for every answer."""

    def send(
        endpoint, body=b"", content_type="application/json", method="post", **meta
    ):
        client = Client(raise_request_exception=False)
        response = client.generic(
            method.upper(), f"/{endpoint}/", body, content_type, **meta
        )
        check_answer(response)
        return response

    return send


def check_answer(response):
    assert response.status_code < 500, response.content
    assert response["Cache-Control"] == "private, no-store"
    if "text/html" not in response.get("Content-Type", "") and response.content:
        assert response.json()
    if response.status_code == 429:
        assert int(response["Retry-After"]) >= 1
    if response.status_code != 200:
        assert not JWT.search(response.content)
