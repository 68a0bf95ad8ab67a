"""Staff see trusted devices and end trust; a command deletes what has expired."""

from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import call_command
from testproject.trusting import get_row

from drf_jwt_2fa.sessions.admin import TrustedDeviceAdmin
from drf_jwt_2fa.sessions.models import TrustedDevice
from drf_jwt_2fa.sessions.testing import trust_device

DAY = 24 * 3600


@pytest.fixture
def page():
    return TrustedDeviceAdmin(TrustedDevice, admin.site)


@pytest.fixture
def ask(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    return request


def test_staff_see_nothing_secret(page, ask, trusted):
    shown = page.get_fieldsets(ask)[0][1]["fields"]

    for name in ("digest", "previous_digest", "account", "epoch"):
        assert name not in shown
        assert name not in page.get_list_display(ask)


def test_staff_end_trust_and_change_nothing(page, ask):
    assert not page.has_add_permission(ask)
    assert not page.has_change_permission(ask)
    assert page.has_view_permission(ask)
    assert page.has_delete_permission(ask)
    assert page.get_search_fields(ask) == ("user__username",)


def test_a_device_is_named_by_its_id(trusted):
    row = get_row()

    assert str(row) == f"device {row.uid}"


def flush(**options):
    out = StringIO()
    call_command("flush_2fa", stdout=out, **options)
    return out.getvalue()


def test_the_command_deletes_expired_devices(trusted, clock, user):
    for _ in range(2):
        trust_device(user)
    clock.shift(DAY)

    assert "2 trusted devices were deleted." in flush()
    trusted.log_in()
    assert "0 trusted devices were deleted." in flush()


def test_the_command_shows_its_progress(trusting, clock, user):
    for _ in range(3):
        trust_device(user)
    clock.shift(DAY)

    shown = flush(batch_size=2).splitlines()
    assert shown[-3:] == [
        "Trusted devices deleted: 2",
        "Trusted devices deleted: 3",
        "3 trusted devices were deleted.",
    ]


def test_projects_trust_devices_in_their_tests(trusting, api, user):
    trust = trust_device(user, name="phone")

    assert "access" in api.get_code(device_token=trust.token).json()
    assert trust.device.name == "phone"
    assert trust.token not in repr(trust)


def test_such_a_device_is_good_for_more_than_one_login(trusting, api, user):
    token = trust_device(user).token
    for _ in range(3):
        token = api.get_code(device_token=token).json()["device_token"]


def test_projects_without_second_factors_to_enrol_do_so_too(
    trusting, settings, api, user
):
    settings.JWT2FA_AUTH = {
        name: value
        for name, value in settings.JWT2FA_AUTH.items()
        if name not in ("METHODS", "AUTH_CLAIMS")
    }
    token = trust_device(user).token
    for _ in range(2):
        token = api.get_code(device_token=token).json()["device_token"]
