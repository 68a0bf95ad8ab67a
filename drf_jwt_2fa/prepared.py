"""Queries whose SQL Django builds once in a process, and not for each request.

To build the SQL of a small query takes Django ten times as long as to run it, and that
was half of what a login with an app cost.  Such queries are written as any others; only
their values are `Given` when they are run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connections, transaction
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql import UpdateQuery

# Of each query, the SQL for so many databases.
_MOST_DATABASES = 8


class Given(Expression):
    """A value for this column of the table, which is given by name to a prepared query.

    The name is that of the column, if it is not said otherwise.
    """

    def __init__(self, column: str, name: str = "") -> None:
        super().__init__()
        self.column, self.name = column, name or column

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Return a value of the type that the column has in the query."""
        if "output_field" in vars(self):
            return self  # In a subquery, which the query around it resolves again.
        resolved: Any = super().resolve_expression(query, *args, **kwargs)
        options = query.get_meta()
        is_key = self.column == "pk"
        resolved.output_field = options.pk if is_key else options.get_field(self.column)
        return resolved

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return a placeholder, and the value itself for the parameter to be."""
        return "%s", [self]


@dataclass(frozen=True)
class _Statement:
    sql: str
    parameters: Sequence[Any]
    converters: dict[int, Any]

    def fill_in(self, values: dict[str, Any], connection: Any) -> list[Any]:
        """Return the parameters as the database takes them."""
        return [
            one.output_field.get_db_prep_save(values[one.name], connection)
            if isinstance(one, Given)
            else one
            for one in self.parameters
        ]

    def convert(self, row: Sequence[Any], connection: Any) -> tuple[Any, ...]:
        """Return the values of the row as Django reads them."""
        converted = list(row)
        for position, (functions, expression) in self.converters.items():
            for function in functions:
                value = converted[position]
                converted[position] = function(value, expression, connection)
        return tuple(converted)


def get_columns(model: type[Model]) -> list[str]:
    """Return what `values_list` and `from_db` of the model call its columns."""
    return [field.attname for field in model._meta.concrete_fields]


class Select:
    """A query that reads the columns of a `values_list`."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._prepare = lru_cache(maxsize=_MOST_DATABASES)(self._prepare_once)

    def fetch(self, database: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows; raise what Django raises for a value of a wrong type."""
        statement, connection = self._prepare(database), connections[database]
        parameters = statement.fill_in(values, connection)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            rows = cursor.fetchall()
        return [statement.convert(row, connection) for row in rows]

    def _prepare_once(self, database: str) -> _Statement:
        compiler = self._build().using(database).query.get_compiler(database)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return _Statement(sql, parameters, converters)


class Update:
    """A query that sets columns of rows."""

    def __init__(self, build: Callable[[], QuerySet[Any]], **columns: Any) -> None:
        self._build, self._columns = build, columns
        self._prepare = lru_cache(maxsize=_MOST_DATABASES)(self._prepare_once)

    def run(self, database: str, **values: Any) -> int:
        """Return the number of rows; raise as `Select.fetch` does."""
        statement, connection = self._prepare(database), connections[database]
        parameters = statement.fill_in(values, connection)
        guard = transaction.mark_for_rollback_on_error(database)
        with guard, connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            return int(cursor.rowcount)

    def _prepare_once(self, database: str) -> _Statement:
        query: Any = self._build().using(database).query.chain(UpdateQuery)
        query.add_update_values(self._columns)
        sql, parameters = query.get_compiler(database).as_sql()
        return _Statement(sql, parameters, {})
