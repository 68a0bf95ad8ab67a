"""Hide the variables and form fields of a login from Django's error reports."""

from __future__ import annotations

from functools import lru_cache
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views import debug

from ..utils import CLEANSED


def hide_secrets(request: HttpRequest) -> None:
    """Make reports of errors in this request show no variables and no form fields.

    Django's own decorator would do for our functions; but a password goes on to
    authentication back ends, and to whatever they call, under names of their choice.
    With ``DEBUG`` on, Django hides nothing from the developer, and nor does this.
    """
    request.sensitive_post_parameters = "__ALL__"  # type: ignore[attr-defined]
    project_filter = debug.get_exception_reporter_filter(request)
    filter_class: Any = type(project_filter)
    request.exception_reporter_filter = _hide_variables(filter_class)


@lru_cache
def _hide_variables(filter_class: Any) -> Any:
    def get_traceback_frame_variables(
        self: Any, request: HttpRequest, frame: FrameType
    ) -> list[tuple[str, str]]:
        if not self.is_active(request):
            shown: list[tuple[str, str]] = filter_class.get_traceback_frame_variables(
                self, request, frame
            )
            return shown
        return [(name, CLEANSED) for name in frame.f_locals]

    methods = {"get_traceback_frame_variables": get_traceback_frame_variables}
    return type("HidingExceptionReporterFilter", (filter_class,), methods)()
