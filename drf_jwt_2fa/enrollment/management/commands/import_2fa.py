"""Import second factors: ``manage.py import_2fa SOURCE [--dry-run]``."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.module_loading import import_string

from ....management.users import find_user
from ....users import get_database
from ...importers import NAMES, get_source
from ...importers.report import Report
from ...importers.running import Import
from ...importers.source import Source
from ...importers.tables import Reader
from ...importers.values import SENT, Note, Options, Outcome
from ...importers.writing import Writer

_REFUSED, _NOTHING = 1, 2
_DOWNGRADE = Note(SENT, Outcome.REFUSED, "the password alone would be enough")


class Command(BaseCommand):
    """Read the tables of another package, and enrol its users here.

    The exit code is 0 if all is done, 1 if something was refused, and 2 if there is
    nothing to read.  It may be interrupted: the next run continues.
    """

    help = "Import what users have enrolled in another package. It is not changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the source, and what to do with it."""
        add = parser.add_argument
        add("source", nargs="?", choices=NAMES, help="The other package.")
        add("--list", action="store_true", help="Show which tables are there.")
        add("--dry-run", action="store_true", help="Report, and write nothing.")
        add("--user", action="append", default=[], help="Only the user of this name.")
        add("--replace", action="store_true", help="Replace what users have here.")
        add("--table", help="The table of a model of your own in place of theirs.")
        add("--database", help="The alias of the database with the tables.")
        add("--digits", type=int, choices=(6, 8), help="Digits of the codes of apps.")
        add("--period", type=int, help="Seconds that a code of an app is good for.")
        add(
            "--recovery-codes",
            choices=("keep", "drop"),
            default="drop",
            help="What to do with those of which only hashes are known.",
        )
        add("--rp-id", help="The domain that the passkeys were made for.")
        add("--decrypt", help="Dotted path of a callable that decrypts a text.")
        add(
            "--allow-downgrade",
            action="store_true",
            help="Import though users would lose codes by e-mail.",
        )
        add("--report", help="A CSV file for a line about each user.")

    def handle(self, *args: Any, source: str | None, **options: Any) -> None:
        """Import, and report."""
        alias = options["database"] or get_database()
        if alias not in list(connections):
            raise CommandError(f"There is no database {alias!r} in DATABASES.")
        if options["list"]:
            self._list(alias)
            return
        if source is None:
            raise CommandError("Name a source, or use --list.")
        package = get_source(source)
        if options["table"]:
            package.use_table(options["table"])
        reader = Reader(alias, package.tables)
        names = [table.name for table in reader.tables]
        if not names or (options["table"] and package.main not in names):
            self.stderr.write(f"There is no table of {source} in {alias!r}.")
            sys.exit(_NOTHING)
        self._import(package, Import(package, reader, _read_options(options)), options)

    def _import(
        self, package: Source, running: Import, options: dict[str, Any]
    ) -> None:
        users = [find_user(name) for name in options["user"]]
        with ExitStack() as stack:
            path = options["report"]
            report = Report(path and stack.enter_context(_create(path)))
            if not options["allow_downgrade"]:
                self._refuse_downgrades(running, users, report)
            writer = Writer(
                package,
                replaces=options["replace"],
                is_dry_run=options["dry_run"],
            )
            for done in running.run(writer, report, users):
                self.stdout.write(f"{done} users")
            self._tell(package, report, is_dry_run=options["dry_run"])

    def _refuse_downgrades(
        self, running: Import, users: list[Any], report: Report
    ) -> None:
        number = 0
        for user in running.find_downgraded(users):
            report.add(user.pk, str(user.get_username()), [_DOWNGRADE])
            number += 1
        if number:
            self.stderr.write(
                f"{number} users have codes by e-mail and nothing else, and"
                " FALLBACK_2FA_METHOD asks them for no second factor. Nothing was"
                " imported. --allow-downgrade imports the others."
            )
            sys.exit(_REFUSED)

    def _tell(self, package: Source, report: Report, *, is_dry_run: bool) -> None:
        for line in [*report.write_lines(), *package.check()]:
            self.stdout.write(line)
        if is_dry_run:
            self.stdout.write("This was a dry run: nothing was written.")
        if report.has_refused:
            self.stderr.write("Something was refused: see --report for the users.")
            sys.exit(_REFUSED)

    def _list(self, alias: str) -> None:
        for name in NAMES:
            reader = Reader(alias, get_source(name).tables)
            for table in reader.tables:
                rows = reader.count(table)
                self.stdout.write(f"{name}\t{table.name}\t{rows} rows")


def _read_options(options: dict[str, Any]) -> Options:
    try:
        decrypt = import_string(options["decrypt"]) if options["decrypt"] else str
    except ImportError as error:
        raise CommandError(f"--decrypt cannot be imported: {error}") from error
    period = options["period"]
    if period is not None and period < 1:
        raise CommandError("--period is a number of seconds.")
    return Options(
        digits=options["digits"],
        period=period,
        keeps_hashed_codes=options["recovery_codes"] == "keep",
        rp_id=options["rp_id"],
        decrypt=decrypt,
    )


def _create(path: str) -> Any:
    try:
        return Path(path).open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(f"The report cannot be written: {error}") from error
