"""What is kept of a device, and who hears of it."""

import logging
from types import SimpleNamespace

import pytest
from django.core import mail
from rest_framework.test import APIRequestFactory

from drf_jwt_2fa.login.devices import FactorsOnce, Wish
from drf_jwt_2fa.methods import CodeSender, Factors
from drf_jwt_2fa.sessions import devices, signals
from drf_jwt_2fa.sessions.device_tokens import digest
from drf_jwt_2fa.sessions.models import TrustedDevice


@pytest.fixture
def request_of_ann():
    return APIRequestFactory().post(
        "/auth/", HTTP_USER_AGENT="Firefox", REMOTE_ADDR="192.0.2.1"
    )


@pytest.fixture
def trust(user, trusting, clock, request_of_ann):
    def trust(name="", request=request_of_ann):
        return devices.trust(user, Factors(), CodeSender(), Wish(name), request)

    return trust


@pytest.fixture
def heard():
    """The signals that are sent, each with what came with it."""
    found = []

    def make_receiver(name):
        def receive(sender, signal, user, request, device):
            found.append((name, user.username, request is not None, device))

        return receive

    connected = [
        (signal, make_receiver(name))
        for name, signal in vars(signals).items()
        if name.startswith("device_")
    ]
    for signal, receive in connected:
        signal.connect(receive)
    yield found
    for signal, receive in connected:
        signal.disconnect(receive)


def test_no_token_is_kept_but_its_digest(trust):
    device = trust("Ann's phone")

    row = TrustedDevice.objects.get()
    assert row.digest == digest(device.token)
    assert all(device.token not in str(value) for value in vars(row).values())
    assert device.token not in repr(device)
    assert (row.name, row.ip, row.user_agent, row.acr) == (
        "Ann's phone",
        "192.0.2.1",
        "Firefox",
        "code-sender",
    )


def test_a_name_has_no_lines(trust):
    trust("a\nb\u202ec")

    assert TrustedDevice.objects.get().name == "abc"


def test_clients_are_not_recorded_where_that_is_off(trust, configure):
    configure(RECORD_CLIENTS=False)
    trust()

    row = TrustedDevice.objects.get()
    assert (row.ip, row.user_agent) == (None, "")


def test_whoever_listens_hears_of_a_new_device(trust, heard):
    trust()

    assert heard == [("device_trusted", "ann", True, TrustedDevice.objects.get().uid)]


def test_a_device_needs_no_request(trust):
    assert trust(request=None).expires_in == 30 * 24 * 3600


@pytest.fixture
def copied(trust, user, clock, request_of_ann):
    """A token that was replaced too long ago to be repeated."""
    device = trust()
    devices.recognize(FactorsOnce(user), device.token, request_of_ann)
    clock.shift(11)
    mail.outbox.clear()
    return device.token


def test_of_a_copy_the_user_and_whoever_listens_hear_once(
    copied, user, request_of_ann, heard, caplog
):
    caplog.set_level(logging.INFO, logger="drf_jwt_2fa")
    uid = TrustedDevice.objects.get().uid

    for _ in range(2):
        found = devices.recognize(FactorsOnce(user), copied, request_of_ann)
        assert found is None
    assert heard == [("device_reused", "ann", True, uid)]
    assert len(mail.outbox) == 1
    assert [record.getMessage() for record in caplog.records] == [
        f"The device is not trusted: reused (user {user.pk})",
        f"The device is not trusted: unknown (user {user.pk})",
    ]
    assert copied not in caplog.text


def test_two_that_notice_a_copy_at_once_tell_of_it_once(copied, user, monkeypatch):
    monkeypatch.setattr(devices.store, "end", lambda device: False)

    assert devices.recognize(FactorsOnce(user), copied, None) is None
    assert mail.outbox == []


def test_a_device_that_is_ended_while_it_logs_in_is_not_trusted(
    trust, user, request_of_ann, monkeypatch
):
    device = trust()

    def rotate_too_late(*args, **facts):
        TrustedDevice.objects.all().delete()
        return False

    monkeypatch.setattr(devices.store, "rotate", rotate_too_late)
    assert devices.recognize(FactorsOnce(user), device.token, request_of_ann) is None


def test_a_request_that_comes_second_gets_the_same_token(
    trust, user, request_of_ann, monkeypatch
):
    device = trust()
    rotate, answers = devices.store.rotate, []

    def rotate_after_another(*args, **facts):
        monkeypatch.setattr(devices.store, "rotate", rotate)
        answers.append(
            devices.recognize(FactorsOnce(user), device.token, request_of_ann)
        )
        return rotate(*args, **facts)

    monkeypatch.setattr(devices.store, "rotate", rotate_after_another)
    answers.append(devices.recognize(FactorsOnce(user), device.token, request_of_ann))
    assert answers[0] == answers[1]
    assert answers[0].token != device.token


def test_a_user_of_no_table_has_no_device(trust):
    device = trust()
    stranger = SimpleNamespace(pk=TrustedDevice.objects.get().user_id)

    assert devices.recognize(FactorsOnce(stranger), device.token, None) is None
