"""The base of sources: packages that users are imported from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from .tables import Table
from .values import Found, Options, Rows


class Source(ABC):
    """A package: its tables, and what their rows say of a user.

    Nothing of the package is imported as a module: it need not be installed any more.
    """

    name: str

    origin = ""
    """The `RecoveryCode.origin` of codes of the package."""

    tables: tuple[Table, ...]

    user_field = "pk"
    """The field of the user model that rows name users by."""

    main: str
    """The name of the table that a project may replace by that of its own model."""

    def use_table(self, name: str) -> None:
        """Read another table in place of that one."""
        self.tables = tuple(_rename(one, self.main, name) for one in self.tables)
        self.main = name

    def check(self) -> list[str]:
        """Return what the report says of the project, not of a user."""
        return []

    @abstractmethod
    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has; raise `BrokenRowError` if its app is broken.

        It writes nothing.  What cannot come is noted.
        """


def _rename(table: Table, old: str, new: str) -> Table:
    if table.name == old:
        return replace(table, name=new)
    if table.parent and table.parent[1] == old:
        return replace(table, parent=(table.parent[0], new))
    return table
