"""Users are told, in their language and without links, and a failure breaks nothing."""

from datetime import datetime, timezone

import pytest
from django.core import mail
from testproject.enrolling import enroll, get_enrolled
from testproject.methods import METHODS

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.notifying import Event, Notice, notify
from drf_jwt_2fa.enrollment.store import read_factors

told = []


def keep(user, notice):
    told.append((user, notice))


def fail(user, notice):
    raise RuntimeError("no connection")


@pytest.fixture(autouse=True)
def _forget():
    told.clear()


@pytest.mark.parametrize("event", Event)
def test_every_event_has_a_mail(user, event):
    notify(user, event, "totp", codes_left=7)

    [message] = mail.outbox
    assert message.to == ["ann@example.com"]
    assert "\n" not in message.subject
    first, closing = message.body.split("\n\n")
    assert closing.startswith("If you did not expect this, ")
    for text in (message.subject, first, closing):
        assert "{" not in text
        assert "http" not in text


@pytest.mark.parametrize(
    ("left", "sentence"),
    [(0, "0 codes are left."), (1, "1 code is left."), (2, "2 codes are left.")],
)
def test_the_codes_that_are_left_are_counted_in_grammar(user, left, sentence):
    notify(user, Event.RECOVERY_CODE_USED, "recovery-code", codes_left=left)

    assert f"used to log in. {sentence}\n\n" in mail.outbox[0].body


def test_a_method_of_somebody_else_is_called_as_it_is_on_the_wire(user):
    notify(user, Event.METHOD_ADDED, "voice-call")

    assert "authentication: voice-call." in mail.outbox[0].body


@pytest.mark.parametrize("notifier", [keep, f"{__name__}.keep"])
def test_the_notifier_can_be_replaced(user, clock, configure, notifier):
    configure(NOTIFIER=notifier, METHODS=METHODS[:1])

    enroll(user)

    notice = Notice(Event.METHOD_ADDED, "ann@example.com", "totp")
    assert told == [(user, notice)]
    assert notice.event == "method-added"
    assert mail.outbox == []


def test_a_notifier_that_fails_breaks_no_change(user, enrolled, configure, caplog):
    app, codes = enrolled
    configure(NOTIFIER=fail)

    enroll(user)
    changes.remove(user, read_factors(user), "totp")

    assert get_enrolled(user) == []
    messages = [record.getMessage() for record in caplog.records]
    assert messages == [
        f"User {user.pk} was not told of method-replaced",
        f"User {user.pk} was not told of method-removed",
    ]
    for secret in (app.code(), *codes):
        assert secret not in caplog.text


def test_no_frame_of_the_failure_holds_the_answer(
    recovery_codes, recovery, verify, configure, caplog
):
    codes = recovery_codes
    configure(NOTIFIER=fail)
    verify(recovery, codes[0])

    [record] = caplog.records
    error = record.exc_info[1]
    assert error.__context__ is error.__cause__ is None
    frames = []
    traceback = error.__traceback__
    while traceback:
        frames.append(traceback.tb_frame)
        traceback = traceback.tb_next
    assert len(frames) == 2
    assert all(codes[0] not in str(frame.f_locals) for frame in frames)


def test_a_user_without_an_address_is_logged(user, caplog):
    user.email = ""

    notify(user, Event.RESET)

    assert mail.outbox == []
    [record] = caplog.records
    assert record.levelname == "WARNING"


def test_the_mail_is_in_the_language_of_the_user(
    user, settings, configure, monkeypatch
):
    from django.utils.translation import trans_real  # noqa: PLC0415

    monkeypatch.setattr(trans_real, "_translations", {})
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_jwt_2fa"]
    configure(USER_LANGUAGE=lambda user: "de")

    notify(user, Event.METHOD_REMOVED, "totp")

    assert "Authenticator-App" in mail.outbox[0].body


def test_a_client_puts_no_link_into_a_mail(user):
    agent = (
        "x http://evil.example/a www.evil.com me@evil.com \u202e 5.0 {ip}" + "y" * 99
    )
    notify(user, Event.REFRESH_REUSED, user_agent=agent, ip="192.0.2.1")

    text = mail.outbox[0].body
    for part in ("://", ".e", ".c", "@", "www", "\u202e", "y" * 80):
        assert part not in text
    seen = "x http evil example/a evil com me evil com ? 5.0 {ip}y"
    assert seen in " ".join(text.split())


def test_the_time_of_a_notice_has_its_zone(user, settings):
    moment = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
    settings.TIME_ZONE = "Europe/Helsinki"
    notify(user, Event.NEW_SIGN_IN, at=moment)
    notify(user, Event.NEW_SIGN_IN, at=moment.replace(tzinfo=None))
    notify(user, Event.NEW_SIGN_IN)

    texts = [one.body.partition(". Address")[0] for one in mail.outbox]
    assert texts == [
        "Time: Jan. 1, 2030, 2 p.m. (EET)",
        "Time: Jan. 1, 2030, noon",
        "Time: ?",
    ]
