"""Users whose primary key is not called ``id`` log in and enrol like all others."""

import json

import pytest
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt.serializers import (
    TokenRefreshSerializer,
    TokenRefreshSlidingSerializer,
)
from rest_framework_simplejwt.tokens import SlidingToken
from testproject.models import Customer
from testproject.programs import run_program

from drf_jwt_2fa.views import RefreshAuthToken

# Simple JWT itself looks at the user since 5.5, and at columns only.
LOOKS_FOR_COLUMNS = hasattr(TokenRefreshSerializer, "default_error_messages") and (
    "no_active_account" in TokenRefreshSerializer.default_error_messages
)
NAMES = [
    "user_id",
    "pk",
    # A property, which is what Simple JWT looks for by default.
    "id",
]


@pytest.mark.parametrize("name", NAMES)
def test_all_of_a_login_works(name):
    status = json.loads(run_program("user_id_field.py", name))

    refreshed = [status.pop("refresh"), status.pop("refresh, enrolled")]
    outdated = [status.pop("refresh, outdated"), status.pop("refresh, reset")]
    assert status == {
        "get-code": 200,
        "auth": 200,
        "step-up": 200,
        "stepped up": 200,
        "setup": 200,
        "confirm": 200,
        "sensitive": 200,
        "sensitive, outdated": 401,
    }
    if name == "id" and LOOKS_FOR_COLUMNS:
        # A check tells the project to name a column.
        assert refreshed == outdated == [500, 500]
    else:
        assert refreshed == [200, 200]
        assert outdated == [401, 401]


@pytest.fixture
def customer(db, settings):
    settings.AUTH_USER_MODEL = "testproject.Customer"
    return Customer.objects.create_user("mia@example.com", "correct horse")


@pytest.mark.parametrize("name", NAMES)
def test_the_right_one_of_several_users_comes_back(api, customer, settings, name):
    settings.SIMPLE_JWT = {"USER_ID_FIELD": name}
    Customer.objects.create_user("max@example.com", "correct horse")

    for address in ["mia@example.com", "max@example.com"]:
        access = api.log_in(username=address)["access"]
        answer = api.get("/me/", HTTP_AUTHORIZATION=f"Bearer {access}").json()
        assert answer == {"username": address}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_gone", [True, False])
def test_sliding_tokens_are_refreshed_as_long_as_there_is_a_user(
    customer, settings, name, is_gone
):
    settings.SIMPLE_JWT = {"USER_ID_FIELD": name}
    view = RefreshAuthToken.as_view(serializer_class=TokenRefreshSlidingSerializer)
    token = SlidingToken.for_user(customer)
    if is_gone:
        customer.delete()

    response = view(APIRequestFactory().post("/", {"token": str(token)}))

    assert response.status_code == (401 if is_gone else 200)
