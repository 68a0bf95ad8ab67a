"""Building blocks of the descriptions of all enrolment endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

from ...schema.operations import Operation, describe_operation
from ..exceptions import IncorrectProofError

_AFTER_WRONG_PROOF = (
    "After `incorrect_proof` for a wrong code, the same code token takes another one."
)


def describe(
    name: str,
    summary: str,
    description: str | None,
    requests: Mapping[str, Mapping[str, Any]] | None = None,
    **more: Any,
) -> Operation:
    """Return what describes a method of a view of the app."""
    if IncorrectProofError in more["errors_of"]:
        description = f"{cleandoc(description or '')}\n\n{_AFTER_WRONG_PROOF}"
    return describe_operation(
        name=name,
        summary=summary,
        description=description,
        tag="second factors",
        requests=requests or {},
        **more,
    )
