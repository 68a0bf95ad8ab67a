"""Error bodies that a program can tell apart without reading prose."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ValidationError


def add_error_code(body: Any, error: Exception) -> Any:
    """Return the error body with the stable ``"code"`` of the error in it.

    The body of a 400 has the errors by field, and a field may itself be called `code`:
    there all fields are repeated under ``"errors"``, and ``"code"`` is the error's.
    """
    if not isinstance(body, dict):
        return body
    if isinstance(error, ValidationError):
        return {**body, "code": error.default_code, "errors": body}
    # REST framework's texts know their code.  What Simple JWT raises has it already.
    code = getattr(body.get("detail"), "code", None)
    return {"code": code or getattr(error, "default_code", "error"), **body}
