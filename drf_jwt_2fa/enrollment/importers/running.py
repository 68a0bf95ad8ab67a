"""Run an import: read the source in batches, and write user by user."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from ...methods import NO_2FA, get_fallback, get_methods
from ...settings import api_settings
from ...users import get_database
from ..models import EnrolledMethod
from ..store.passkeys import PasskeyTakenError
from ..store.rows import get_methods as get_rows
from .report import Report
from .source import Source
from .tables import Reader
from .values import (
    APP,
    SENT,
    STUMBLES,
    USER,
    BrokenRowError,
    Found,
    Note,
    Options,
    Outcome,
    Rows,
    describe_stumble,
)
from .writing import Writer

_NO_ROWS: Rows = {}
_GONE = Note(USER, Outcome.REFUSED, "there is no such user here")
_NOBODY = Note(USER, Outcome.REFUSED, "the row names no user")


class Import:
    """The import of users from one source; nothing of the source is changed."""

    def __init__(self, source: Source, reader: Reader, options: Options) -> None:
        self._source, self._reader, self._options = source, reader, options

    def find_downgraded(self, users: Sequence[Any] = ()) -> Iterator[Any]:
        """Return the users whose logins would take no second factor any more.

        Codes by e-mail, their only one, need no row here, but ``FALLBACK_2FA_METHOD``
        may be ``no-2fa``.
        """
        fallback = api_settings.FALLBACK_2FA_METHOD
        batches = self._read(users) if callable(fallback) or fallback == NO_2FA else ()
        for pairs in batches:
            for _raw, user, rows in pairs:
                found = self._convert(user, rows) if user else Found()
                if found.is_downgraded and _needs_no_second_factor(user):
                    yield user

    def run(
        self, writer: Writer, report: Report, users: Sequence[Any] = ()
    ) -> Iterator[int]:
        """Import all users, or these; return how many were looked at so far."""
        done = 0
        if not users:
            self._report_orphans(report)
        for pairs in self._read(users):
            enrolled = _find_enrolled([user for _raw, user, _rows in pairs if user])
            for raw, user, rows in pairs:
                if user is None:
                    report.add(raw, "", [_GONE])
                    continue
                found = self._convert(user, rows)
                _write(writer, user, found, enrolled[user.pk])
                report.add(user.pk, str(user.get_username()), found.notes)
            done += len(pairs)
            yield done

    def _report_orphans(self, report: Report) -> None:
        for table in self._reader.tables:
            for _row in range(self._reader.count_orphans(table)):
                report.add("", "", [_NOBODY])

    def _convert(self, user: Any, rows: Rows) -> Found:
        try:
            return self._source.convert(user, rows, self._options)
        except BrokenRowError as error:
            reason = error.reason
        except STUMBLES as error:
            reason = describe_stumble(error)
        found = Found()
        found.refuse(APP, reason)
        return found

    def _read(self, users: Sequence[Any]) -> Iterator[list[tuple[Any, Any, Rows]]]:
        """Return batches of what names a user, the user or `None`, and the rows."""
        if users:
            named = {self._name(user): user for user in users}
            rows = self._reader.read(list(named))
            yield [(raw, user, rows[raw]) for raw, user in named.items()]
            return
        for batch in self._reader.find_batches():
            found = self._find_users(batch)
            rows = self._reader.read(batch)
            yield [(raw, found.get(raw), rows.get(raw, _NO_ROWS)) for raw in batch]

    def _name(self, user: Any) -> Any:
        """Return what names the user in the tables of the source."""
        field = self._get_field()
        value = field.value_from_object(user)
        return field.get_db_prep_value(value, self._reader.connection)

    def _find_users(self, raws: list[Any]) -> dict[Any, Any]:
        """Return the users by what names them in the source."""
        field = self._get_field()
        keys = {raw: _convert_key(field, raw) for raw in raws}
        wanted = [key for key in keys.values() if key is not None]
        users = get_user_model()._base_manager.using(get_database())
        found = {
            field.value_from_object(user): user
            for user in users.filter(**{f"{field.name}__in": wanted})
        }
        return {raw: found[key] for raw, key in keys.items() if key in found}

    def _get_field(self) -> Any:
        options = get_user_model()._meta
        if self._source.user_field == "pk":
            return options.pk
        return options.get_field(get_user_model().USERNAME_FIELD)


def _convert_key(field: Any, raw: Any) -> Any:
    """Return the key in the type of the user model, `None` if it cannot be one."""
    try:
        return field.to_python(raw)
    except (ValidationError, ValueError, TypeError):
        return None


def _needs_no_second_factor(user: Any) -> bool:
    return get_fallback(user) == NO_2FA and not get_rows(user.pk).exists()


def _find_enrolled(users: list[Any]) -> defaultdict[Any, set[str]]:
    """Return the names of what each of the users has enrolled here."""
    found: defaultdict[Any, set[str]] = defaultdict(set)
    rows = EnrolledMethod.objects.filter(user_id__in=[user.pk for user in users])
    for key, name in rows.values_list("user_id", "name"):
        found[key].add(name)
    return found


def _write(writer: Writer, user: Any, found: Found, enrolled: set[str]) -> None:
    """Write the user's methods; an error costs this user's import, and no other's."""
    if found.has_sent_codes:
        _note_sent_codes(found)
    try:
        writer.write(user, found, enrolled)
    except (DatabaseError, PasskeyTakenError, *STUMBLES) as error:
        found.refuse(USER, f"the database refused the rows: {type(error).__name__}")


def _note_sent_codes(found: Found) -> None:
    if any(not method.needs_enrollment for method in get_methods().values()):
        found.skip(SENT, "they need no set-up here")
    else:
        found.refuse(SENT, "no method of METHODS sends codes")
