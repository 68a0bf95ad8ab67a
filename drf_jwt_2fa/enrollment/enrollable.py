"""The base of methods that users enrol."""

from __future__ import annotations

from typing import Any

from ..methods import Method
from . import accounts


class EnrollableMethod(Method):
    """A method that has a row of `EnrolledMethod` for each user who enrolled it."""

    needs_enrollment = True

    def remove(self, user: Any) -> None:
        """Forget all that the user has enrolled of the method."""
        accounts.remove(user, self.name)
