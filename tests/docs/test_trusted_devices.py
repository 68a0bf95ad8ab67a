"""What the page about trusted devices shows works."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from docs.pages import read_table, run

from drf_jwt_2fa.sessions.trust import Distrust

PAGE = "how-to/trusted-devices.md"


@pytest.fixture
def devices(install):
    return install("how-to/trusted-devices.md", "devices.py")


def log_in(api, device_token=None):
    answer = api.get_code(device_token=device_token).json()
    if "access" in answer:
        return answer
    data = {
        "code_token": answer["token"],
        "code": mail.outbox[-1].subject.partition(":")[0],
        "trust_device": True,
    }
    return api.post("/auth/", data, format="json").json()


def test_a_device_is_trusted_for_a_month(configure, api, user):
    with configure("how-to/trusted-devices.md", "settings.py"):
        first = log_in(api)
        assert first["device_token_expires_in"] == 30 * 24 * 3600
        second = log_in(api, first["device_token"])

    assert list(second)[:3] == ["access", "refresh", "device_token"]


def test_a_project_has_rules_of_its_own(configure, devices, api, user, clock):
    with configure(
        "how-to/trusted-devices.md",
        "settings.py, with rules of the project",
        after=[PAGE],
    ):
        token = log_in(api)["device_token"]
        clock.shift(7 * 24 * 3600 - 1)
        token = api.get_code(device_token=token).json()["device_token"]

        clock.shift(7 * 24 * 3600)
        assert "token" in api.get_code(device_token=token).json()


def test_staff_are_asked_for_a_code_each_time(devices):
    staff, other = (SimpleNamespace(is_staff=is_staff) for is_staff in (True, False))

    assert devices.get_lifetime(staff) is None
    assert devices.get_lifetime(other) == timedelta(days=30)


def test_projects_test_with_trusted_devices(configure, client, django_user_model, db):
    tests = run("how-to/trusted-devices.md", "test_devices.py")
    with configure("how-to/trusted-devices.md", "settings.py"):
        tests.test_a_trusted_device_needs_no_code(client, django_user_model)


def test_the_reasons():
    rows = read_table("reference/reasons.md", "Reason of a device")

    assert [name.strip("`") for name, _when in rows] == [one.value for one in Distrust]
