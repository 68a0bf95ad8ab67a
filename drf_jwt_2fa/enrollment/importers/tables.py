"""Read tables of other packages, which need not be installed any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from .values import Row, Rows

BATCH_SIZE = 500


@dataclass(frozen=True)
class Table:
    """A table, and the columns of it that matter.

    `optional` ones came with a later release.  `user` is the column that names the
    user; of a table without one, `parent` has the column that refers to such a table,
    and the name of that.
    """

    name: str
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    user: str = "user_id"
    parent: tuple[str, str] | None = None


class Reader:
    """Those tables of a source that exist in a database, read by user."""

    def __init__(self, alias: str, tables: Sequence[Table]) -> None:
        self.connection = connections[alias]
        with self.connection.cursor() as cursor:
            names = set(self.connection.introspection.table_names(cursor))
            present = [table for table in tables if table.name in names]
            found = {table: self._find_columns(cursor, table) for table in present}
        self._columns = {
            table: columns
            for table, columns in found.items()
            if {*table.columns, _get_link(table)} <= columns
            and (table.parent is None or table.parent[1] in names)
        }
        self.tables = list(self._columns)

    def _find_columns(self, cursor: Any, table: Table) -> set[str]:
        describe = self.connection.introspection.get_table_description
        return {column.name for column in describe(cursor, table.name)}

    def count(self, table: Table) -> int:
        """Return how many rows the table has."""
        # No value of a request: names of tables and columns, quoted.
        sql = f"SELECT COUNT(*) FROM {self._quote(table.name)}"  # noqa: S608
        return int(self._run(sql)[0][0])

    def count_orphans(self, table: Table) -> int:
        """Return how many rows name no user at all."""
        link = self._quote(_get_link(table))
        name = self._quote(table.name)
        sql = f"SELECT COUNT(*) FROM {name} WHERE {link} IS NULL"  # noqa: S608
        return int(self._run(sql)[0][0])

    def find_batches(self) -> Iterator[list[Any]]:
        """Return what names the users who have rows, in batches and in order.

        A query for each batch needs no cursor that stays open over transactions.
        """
        last: list[Any] = []
        while batch := self._find_batch(last):
            yield batch
            last = batch[-1:]

    def _find_batch(self, last: list[Any]) -> list[Any]:
        owners = [table for table in self.tables if table.parent is None]
        parts = []
        for table in owners:
            user, name = self._quote(table.user), self._quote(table.name)
            beyond = f"{user} > %s" if last else f"{user} IS NOT NULL"
            parts.append(f"SELECT DISTINCT {user} AS u FROM {name} WHERE {beyond}")  # noqa: S608
        union = f"{' UNION '.join(parts)} ORDER BY 1 LIMIT {BATCH_SIZE}"
        return [row[0] for row in self._run(union, last * len(owners))]

    def read(self, users: Sequence[Any]) -> dict[Any, Rows]:
        """Return the rows of these users by table."""
        found: dict[Any, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for table in self.tables:
            for user, row in self._read_table(table, users):
                found[user][table.name].append(row)
        return {user: {**found[user]} for user in users}

    def _read_table(
        self, table: Table, users: Sequence[Any]
    ) -> Iterator[tuple[Any, Row]]:
        there = self._columns[table]
        wanted = [*table.columns, *(one for one in table.optional if one in there)]
        columns = ", ".join(f"t.{self._quote(one)}" for one in wanted)
        source, user = f"{self._quote(table.name)} t", f"t.{self._quote(table.user)}"
        if table.parent is not None:
            link, parent = map(self._quote, table.parent)
            key = self._quote("id")
            source += f" JOIN {parent} p ON t.{link} = p.{key}"
            user = f"p.{self._quote(table.user)}"
        marks = ", ".join(["%s"] * len(users))
        sql = f"SELECT {user}, {columns} FROM {source} WHERE {user} IN ({marks})"  # noqa: S608
        nothing = dict.fromkeys(table.optional)
        for values in self._run(sql, users):
            yield values[0], {**nothing, **dict(zip(wanted, values[1:], strict=True))}

    def _quote(self, name: str) -> str:
        return str(self.connection.ops.quote_name(name))

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(values))
            return list(cursor.fetchall())


def _get_link(table: Table) -> str:
    return table.parent[0] if table.parent else table.user
