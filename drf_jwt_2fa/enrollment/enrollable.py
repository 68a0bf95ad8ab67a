"""The base of methods that users enrol."""

from __future__ import annotations

from typing import Any

from ..methods import Method
from . import accounts


class EnrollableMethod(Method):
    """A method that has a row of `EnrolledMethod` for each user who enrolled it."""

    needs_enrollment = True

    def is_enrolled_by(self, user: Any) -> bool:
        """Return whether the user has enrolled it, disabled or not."""
        return self.name in accounts.get_enrolled(user)

    def is_usable_by(self, user: Any) -> bool:
        """Return whether the user has enrolled it, and can answer a challenge."""
        return self.name in accounts.get_usable(user)

    def is_preferred_by(self, user: Any) -> bool:
        """Return whether the user wants to be asked for it first."""
        return self.name == accounts.get_preferred(user)

    def get_enrollment_state(self, user: Any) -> str:
        """Return what changes when the user enrols, changes or removes it."""
        return accounts.get_enrollment_state(user, self.name)

    def remove(self, user: Any) -> None:
        """Forget all that the user has enrolled of the method."""
        accounts.remove(user, self.name)
