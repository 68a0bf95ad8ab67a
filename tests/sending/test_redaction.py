import sys
import traceback

import pytest

from drf_jwt_2fa.sending.redaction import without_secret

SECRET = "7654321"


class GatewayError(Exception):
    """An error of somebody else's, with attributes of its own."""

    def __init__(self, reply):
        super().__init__(f"The gateway said: {reply}")
        self.reply = reply


def send(code, fail):
    local = f"Your code is {code}"
    fail(local)


def catch(fail):
    """Return what sending the secret raised, as a caller catches it."""
    try:
        send(SECRET, fail)
    except Exception as error:
        return without_secret(error, SECRET)


def text_of(error):
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def variables_of(error):
    """Return all variables of the frames, as error reports show them."""
    found, link = "", error.__traceback__
    while link:
        found += repr(link.tb_frame.f_locals)
        link = link.tb_next
    return found


def fail_plainly(text):
    raise GatewayError("no credit left")


def fail_with_it(text):
    raise GatewayError(text)


def fail_because_of_it(text):
    try:
        fail_with_it(text)
    except GatewayError as error:
        raise OSError("sending failed") from error


def fail_while_handling_it(text):
    try:
        fail_with_it(text)
    except GatewayError:
        raise OSError("sending failed")  # noqa: B904


def test_an_error_without_the_secret_stays_what_it_is():
    error = catch(fail_plainly)

    assert type(error) is GatewayError
    assert "no credit left" in text_of(error)


@pytest.mark.parametrize(
    "fail", [fail_with_it, fail_because_of_it, fail_while_handling_it]
)
def test_the_secret_is_blotted_out_wherever_it_is(fail):
    text = text_of(catch(fail))

    assert SECRET not in text
    assert "The gateway said: Your code is [hidden]" in text
    assert "GatewayError" in text


@pytest.mark.parametrize("fail", [fail_plainly, fail_with_it, fail_because_of_it])
def test_the_traceback_is_that_of_whoever_failed(fail):
    error = catch(fail)

    assert "in send" in text_of(error)
    assert "in catch" not in text_of(error)


@pytest.mark.parametrize("fail", [fail_plainly, fail_with_it, fail_because_of_it])
def test_the_frames_show_nothing(fail):
    error = catch(fail)

    assert SECRET not in variables_of(error)
    assert SECRET not in repr(vars(error))


def test_an_error_that_goes_round_in_a_circle_ends():
    one, other = OSError(SECRET), ValueError(SECRET)
    one.__cause__, other.__cause__ = other, one

    assert SECRET not in text_of(without_secret(one, SECRET))


@pytest.mark.skipif(sys.version_info < (3, 11), reason="There are no notes before 3.11")
def test_notes_are_blotted_out_as_well():
    error = OSError("sending failed")
    error.add_note(f"while sending {SECRET}")

    assert SECRET not in text_of(without_secret(error, SECRET))
