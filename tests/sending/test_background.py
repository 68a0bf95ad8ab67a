import base64
import hashlib
import json
import logging
import time
import traceback
from datetime import timedelta

import pytest
from django.utils.translation import get_language, override

from drf_jwt_2fa import sending, signals
from drf_jwt_2fa.sending import CodeSendingError, background

CODE = "1234567"


@pytest.fixture
def sender(settings):
    """A sender that remembers what it sent, and fails as long as it has a `problem`."""

    class Sender:
        def __init__(self):
            self.sent = []
            self.languages = []
            self.problem = None

        def __call__(self, user, code):
            if self.problem:
                raise self.problem
            self.sent.append((user.pk, code))
            self.languages.append(get_language())

    sender = Sender()
    settings.JWT2FA_AUTH = {"BACKGROUND_CODE_SENDER": sender}
    return sender


@pytest.fixture
def failures():
    """What `code_sending_failed` told."""
    told = []

    def hear(sender, user, request, reason, **kwargs):
        told.append((user.pk, request, reason))

    signals.code_sending_failed.connect(hear)
    yield told
    signals.code_sending_failed.disconnect(hear)


def test_a_sealed_code_is_sent(user, sender):
    assert background.deliver(*background.seal(user, CODE)) is None
    assert sender.sent == [(user.pk, CODE)]


def test_what_a_queue_keeps_tells_no_code(user):
    _user_pk, sealed = background.seal(user, CODE)

    assert CODE not in sealed
    assert CODE.encode() not in base64.urlsafe_b64decode(sealed)
    assert background.seal(user, CODE)[1] != sealed


def test_the_key_is_derived_for_this_and_nothing_else(user, settings):
    fernet = pytest.importorskip("cryptography.fernet")
    # What waits in a queue has to be opened by the next release, too.
    digest = hashlib.sha256(f"2fa-task-{settings.SECRET_KEY}".encode()).digest()
    _user_pk, sealed = background.seal(user, CODE)

    opened = fernet.Fernet(base64.urlsafe_b64encode(digest)).decrypt(sealed.encode())

    assert json.loads(opened)["code"] == CODE


def test_a_user_with_another_kind_of_key_is_found(sender, user, monkeypatch):
    class Key:
        def __str__(self):
            return str(user.pk)

    ann = type("Ann", (), {"pk": Key()})()

    user_pk, sealed = background.seal(ann, CODE)

    assert user_pk == str(user.pk)
    assert background.deliver(user_pk, sealed) is None
    assert sender.sent == [(user.pk, CODE)]


def test_the_language_is_that_of_the_request(user, sender):
    with override("fi"):
        sealed = background.seal(user, CODE)
    with override("de"):
        background.deliver(*sealed)

    assert sender.languages == ["fi"]


def test_without_a_language_there_is_none(user, sender):
    with override(None):
        sealed = background.seal(user, CODE)
    background.deliver(*sealed)

    assert sender.languages == [None]


@pytest.mark.parametrize("attempt", range(1, 6))
def test_the_wait_for_the_next_attempt_doubles(user, sender, attempt, caplog, failures):
    sender.problem = CodeSendingError("No gateway")

    wait = background.deliver(*background.seal(user, CODE), attempt)

    assert wait == 5 * 2 ** (attempt - 1)
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert f"user {user.pk}, next attempt in {wait} seconds: No gateway" in caplog.text
    assert not failures


def test_no_attempt_is_made_when_the_code_has_ended(user, sender, clock, failures):
    sender.problem = CodeSendingError("No gateway")
    sealed = background.seal(user, CODE)

    clock.shift(289)
    assert background.deliver(*sealed, 2) == 10
    clock.shift(1)
    with pytest.raises(CodeSendingError, match="No gateway"):
        background.deliver(*sealed, 2)
    assert failures == [(user.pk, None, "No gateway")]


def test_a_code_is_not_sent_after_its_life(user, sender, clock, failures, caplog):
    sealed = background.seal(user, CODE)

    clock.shift(301)
    with pytest.raises(CodeSendingError, match="it has expired"):
        background.deliver(*sealed)
    assert not sender.sent
    assert len(failures) == 1
    assert caplog.records[0].levelno == logging.ERROR


def test_a_code_ends_with_its_token(user, sender, clock):
    with sending.sending_for("login", time.time() + 60):
        sealed = background.seal(user, CODE)

    clock.shift(60)
    with pytest.raises(CodeSendingError, match="it has expired"):
        background.deliver(*sealed)
    assert not sender.sent


def test_the_time_limit_is_the_setting_too(user, sender, clock, settings):
    sealed = background.seal(user, CODE)
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "CODE_EXPIRATION_TIME": timedelta(minutes=1),
    }

    clock.shift(61)
    with pytest.raises(CodeSendingError, match="it has expired"):
        background.deliver(*sealed)
    assert not sender.sent


def test_a_queue_that_cannot_wait_has_one_attempt(user, sender, failures):
    sender.problem = CodeSendingError("No gateway")

    with pytest.raises(CodeSendingError, match="No gateway"):
        background.deliver(*background.seal(user, CODE), can_wait=False)
    assert failures == [(user.pk, None, "No gateway")]


def test_a_sealed_code_is_for_its_user_only(user, sender, django_user_model, failures):
    other = django_user_model.objects.create_user("bob")
    _user_pk, sealed = background.seal(user, CODE)

    with pytest.raises(CodeSendingError, match="for this user"):
        background.deliver(other.pk, sealed)
    assert not sender.sent


@pytest.mark.parametrize("change", ["", "x", "é", "cut", "swap"])
def test_a_changed_code_is_not_sent(user, sender, change):
    user_pk, sealed = background.seal(user, CODE)
    changed = {
        "cut": sealed[:-5],
        "swap": sealed[:-9] + sealed[-9:].swapcase(),
    }.get(change, change)

    with pytest.raises(CodeSendingError, match="not sealed for this user"):
        background.deliver(user_pk, changed)
    assert not sender.sent


def test_a_code_survives_a_rotation_of_the_secret_key(user, sender, settings):
    settings.SECRET_KEY = "old" * 20
    sealed = background.seal(user, CODE)

    settings.SECRET_KEY = "new" * 20
    with pytest.raises(CodeSendingError):
        background.deliver(*sealed)
    settings.SECRET_KEY_FALLBACKS = ["old" * 20]
    assert background.deliver(*sealed) is None
    assert sender.sent == [(user.pk, CODE)]


def test_a_secret_key_of_bytes_is_that_of_their_text(user, sender, settings):
    settings.SECRET_KEY = b"key" * 20
    sealed = background.seal(user, CODE)

    settings.SECRET_KEY = "key" * 20
    assert background.deliver(*sealed) is None


def test_nobody_is_sent_a_code_who_is_gone(user, sender, failures, caplog):
    sealed = background.seal(user, CODE)
    user.delete()

    with pytest.raises(CodeSendingError, match="gone or inactive"):
        background.deliver(*sealed)
    assert not sender.sent
    assert "gone or inactive" in caplog.text


def test_nobody_is_sent_a_code_who_is_inactive(user, sender):
    sealed = background.seal(user, CODE)
    user.is_active = False
    user.save()

    with pytest.raises(CodeSendingError, match="gone or inactive"):
        background.deliver(*sealed)
    assert not sender.sent


def test_no_variable_of_ours_shows_the_code(user, settings):
    settings.JWT2FA_AUTH = {"BACKGROUND_CODE_SENDER": "nowhere.send"}
    sealed = background.seal(user, CODE)

    with pytest.raises(ImportError) as caught:
        background.deliver(*sealed)

    shown = traceback.TracebackException.from_exception(
        caught.value, capture_locals=True
    )
    assert "contents = " in "".join(shown.format())
    assert CODE not in "".join(shown.format())


@pytest.mark.parametrize(
    "problem",
    [
        CodeSendingError(f"{CODE} is too long"),
        OSError(f"cannot send {CODE}"),
        ValueError({"text": CODE}),
    ],
)
def test_no_failure_tells_the_code(user, sender, caplog, failures, problem):
    sender.problem = problem
    sealed = background.seal(user, CODE)

    background.deliver(*sealed)
    with pytest.raises(CodeSendingError) as caught:
        background.deliver(*sealed, can_wait=False)

    # Reports of errors show the variables of our frames, and the causes.
    shown = traceback.TracebackException.from_exception(
        caught.value, capture_locals=True
    )
    ours = [frame for frame in shown.stack if frame.filename == background.__file__]
    assert ours
    assert CODE not in "".join(str(frame.locals) for frame in ours)
    assert shown.__context__ is None
    assert CODE not in str(caught.value)
    assert CODE not in caplog.text
    assert CODE not in str(failures)
