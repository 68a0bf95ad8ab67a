"""Whatever is sent, nothing breaks and nobody is let in who has not earned it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from testproject.client import other_code

from .conftest import ENDPOINTS

FIELDS = ["username", "password", "code_token", "code", "refresh", "token", "email"]

# Deterministic: what is found here is found on every machine.
thoroughly = settings(
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)
requests = st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=7)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@given(body=json_values | requests)
@thoroughly
def test_any_json_is_answered(attack, endpoint, body):
    assert attack(endpoint, json.dumps(body)).status_code in (400, 401, 429)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@given(
    body=st.binary(max_size=300),
    content_type=st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ]
    ),
)
@thoroughly
def test_any_bytes_are_answered(attack, endpoint, body, content_type):
    assert attack(endpoint, body, content_type).status_code in (400, 401, 429)


# A surrogate that stands alone can be written in JSON; UTF-8 cannot express it.
any_text = st.text(alphabet=st.characters(codec=None), max_size=100)


@given(username=any_text, password=any_text)
@thoroughly
def test_any_text_for_credentials_is_answered(attack, cache, username, password):
    cache.clear()
    body = json.dumps({"username": username, "password": password})

    assert attack("get-code", body).status_code in (400, 401)


@pytest.mark.parametrize("endpoint", ["auth", "challenge"])
@given(token=any_text, code=any_text)
@thoroughly
def test_any_text_for_a_token_and_a_code_is_answered(attack, endpoint, token, code):
    body = json.dumps({"code_token": token, "code": code})

    assert attack(endpoint, body).status_code in (400, 401)


# Where, what is put there, and how much it replaces.
changes = st.tuples(
    st.integers(min_value=0, max_value=500),
    st.text(max_size=3),
    st.integers(min_value=0, max_value=3),
)


@given(change=changes)
@thoroughly
def test_a_token_with_a_change_is_not_genuine_or_the_same(
    attack, api, user, cache, change
):
    cache.clear()
    position, replacement, length = change
    code, token = api.get_code_and_token()
    changed = token[:position] + replacement + token[position + length :]
    body = json.dumps({"code_token": changed, "code": other_code(code)})

    response = attack("auth", body)

    assert response.status_code in (400, 401)
    # A wrong code is an attempt of the genuine token only if it was that token.
    counted = [key for key in cache._cache if ":attempts:" in key]
    same = changed.rpartition(".")[0].strip() == token.rpartition(".")[0]
    assert not counted or same


@given(code=any_text)
@thoroughly
def test_no_text_but_the_code_lets_in(attack, api, user, cache, code):
    cache.clear()
    right_code, token = api.get_code_and_token()
    body = json.dumps({"code_token": token, "code": code})

    response = attack("auth", body)

    assert (response.status_code == 200) == (code == right_code)
