"""Remove secrets from errors before they are logged."""

from __future__ import annotations

import traceback

_BLOT = "[hidden]"


def without_secret(error: BaseException, secret: str) -> BaseException:
    """Return the error, or one like it if its text has the secret in it.

    Its traceback begins below our own frame, and its frames have lost their variables:
    error reports show those.
    """
    _clear_frames(error)
    below = error.__traceback__ and error.__traceback__.tb_next
    text = "".join(traceback.TracebackException.from_exception(error).format())
    if secret and secret in text:
        return _copy(error, secret).with_traceback(below)
    return error.with_traceback(below)


def _clear_frames(error: BaseException) -> None:
    for one in _chain(error):
        traceback.clear_frames(one.__traceback__)


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and all(one is not other for other in found):
            found.append(one)
            waiting += [one.__cause__, one.__context__]
    return found


def _copy(error: BaseException, secret: str) -> BaseException:
    """Return an error of the same name and text, without the secret, with its causes.

    It is not of the same class, whose attributes may hold the secret.
    """
    errors = _chain(error)
    copies = [_copy_one(one, secret) for one in errors]
    for one, copied in zip(errors, copies, strict=True):
        cause = one.__cause__ or one.__context__
        if cause is not None:
            copied.__cause__ = copies[_position(cause, errors)]
    return copies[0]


def _copy_one(error: BaseException, secret: str) -> BaseException:
    original = type(error)
    namespace = {"__module__": original.__module__, "__qualname__": original.__name__}
    copied_class = type(original.__name__, (Exception,), namespace)
    copied: BaseException = copied_class(str(error).replace(secret, _BLOT))
    return copied.with_traceback(error.__traceback__)


def _position(error: BaseException, errors: list[BaseException]) -> int:
    # Not `index`: errors of other packages may compare equal to others.
    return next(number for number, one in enumerate(errors) if one is error)
