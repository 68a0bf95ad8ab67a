"""Details of errors that are read by handlers of other packages, too."""

from __future__ import annotations

from rest_framework.exceptions import ErrorDetail


class CodeOfDetail(ErrorDetail):
    """The code of the error that the ``detail`` beside it is the text of.

    Handlers that list the errors in a detail, drf-standardized-errors' for one, skip
    what is empty: it is the same error, and not another one.
    """

    def __bool__(self) -> bool:
        return False
