"""Send codes with Django's Tasks framework."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .sending import CodeSendingError, background

try:
    from django.tasks import task
except ImportError:  # Before Django 6.0, a package of its own.
    try:
        from django_tasks import task  # type: ignore[no-redef]
    except ImportError as error:
        message = "drf_jwt_2fa.tasks needs Django 6.0, or the package django-tasks"
        raise ImportError(message) from error


def send_verification_code_in_background(user: Any, code: str) -> None:
    """Queue the code with the back end in ``TASKS``; a sender for ``CODE_SENDER``.

    A worker sends it with ``BACKGROUND_CODE_SENDER``.  Raise what the queue raises if
    it does not accept the code.
    """
    result = deliver_code.enqueue(*background.seal(user, code))
    # A back end that runs tasks in the request knows already.
    if result.status == "FAILED":
        raise CodeSendingError(_("Unknown error"))


@task()
def deliver_code(user_pk: int | str, sealed: str, attempt: int = 1) -> None:
    """Send a sealed code; if that fails, queue it again, for later."""
    can_wait = deliver_code.get_backend().supports_defer
    wait = background.deliver(user_pk, sealed, attempt, can_wait=can_wait)
    if wait is not None:
        later = timezone.now() + timedelta(seconds=wait)
        deliver_code.using(run_after=later).enqueue(user_pk, sealed, attempt + 1)
