"""Add stable error codes to error bodies."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError


def add_error_code(body: Any, error: Exception) -> Any:
    """Return the error body with the stable ``"code"`` of the error in it.

    The body of a 400 has the errors by field, and a field may itself be called `code`:
    there all fields are repeated under ``"errors"``, and ``"code"`` is the error's.

    A body that is not in one of REST framework's own forms is returned as it is: the
    project's ``EXCEPTION_HANDLER`` made it, and its clients know it as it is.
    """
    if not isinstance(body, dict) or "errors" in body:
        return body
    if isinstance(error, ValidationError) and _is_unchanged(body, error.detail):
        return {**body, "code": error.default_code, "errors": body}
    if isinstance(body.get("detail"), str):
        return {"code": _get_code(body["detail"], error), **body}
    return body


def _is_unchanged(body: Any, detail: Any) -> bool:
    # Handlers may add to REST framework's body in place, and that is the detail.
    return bool(body == detail) and _has_only_error_details(detail)


def _has_only_error_details(detail: Any) -> bool:
    if isinstance(detail, dict):
        return all(map(_has_only_error_details, detail.values()))
    if isinstance(detail, list):
        return all(map(_has_only_error_details, detail))
    return isinstance(detail, ErrorDetail)


def _get_code(detail: str, error: Exception) -> str:
    # REST framework's texts know their code.  What Simple JWT raises has it already.
    code = getattr(detail, "code", None) or getattr(error, "default_code", "error")
    return str(code)
