"""The admin beside the sessions and the trusted devices of the API."""

from datetime import timedelta

import pytest
from django.test import Client
from testproject.admin_login import INDEX, Staff

from drf_jwt_2fa.sessions.models import Session


@pytest.fixture(autouse=True)
def _sessions():
    """They are installed, as in `tests/sessions`."""


def test_a_login_of_the_admin_is_none_of_them(staff, api):
    tokens = api.log_in()
    assert Session.objects.count() == 1

    staff.log_in()

    assert staff.is_in
    assert Session.objects.count() == 1
    assert api.post("/refresh/", {"refresh": tokens["refresh"]}).status_code == 200


def test_to_enrol_in_the_admin_ends_them(staff, api, configure):
    tokens = api.log_in()
    configure(TRUSTED_2FA_METHODS=["totp"])
    page = staff.client.get(staff.answer(staff.begin())["Location"])
    page = staff.send(page, set_up="totp")
    staff.app = read_app(page)

    staff.send(page, code=staff.app.code())

    assert staff.is_in
    assert api.post("/refresh/", {"refresh": tokens["refresh"]}).status_code == 401


def read_app(page):
    from .test_enrollment import read_app as read  # noqa: PLC0415

    return read(page)


def test_a_trusted_device_is_asked_for_the_second_factor(
    with_app, api, configure, clock
):
    configure(TRUSTED_DEVICE_LIFETIME=timedelta(days=30))
    token = api.get_code().json()["token"]
    data = {"code_token": token, "code": with_app.right_code(), "trust_device": True}
    device = api.post("/auth/", data, format="json").json()["device_token"]
    staff = Staff(Client(), clock)

    response = staff.give_password(device_token=device)

    assert response.status_code == 302
    assert staff.get(INDEX).status_code == 302
    assert not staff.is_in
