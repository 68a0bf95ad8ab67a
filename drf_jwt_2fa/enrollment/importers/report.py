"""The report of an import: what came, what was there already, what cannot come."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from typing import Any, TextIO

from .values import Note, Outcome

_HEADINGS = ("user", "name", "part", "outcome", "reason")
# With these, a spreadsheet takes a name for a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class Report:
    """Counts notes, and writes a line for each of them to a file, if there is one."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._counts: Counter[Note] = Counter()
        self._writer = csv.writer(file) if file else None
        if self._writer:
            self._writer.writerow(_HEADINGS)

    def add(self, key: Any, name: str, notes: list[Note]) -> None:
        """Add the notes on one user."""
        for note in notes:
            self._counts[note] += 1
            if self._writer:
                shown = f"'{name}" if name.startswith(_FORMULAS) else name
                line = (key, shown, note.part, note.outcome.value, note.reason)
                self._writer.writerow(line)

    @property
    def has_refused(self) -> bool:
        """Return whether a user loses something."""
        return any(note.outcome is Outcome.REFUSED for note in self._counts)

    def write_lines(self) -> Iterator[str]:
        """Return a line for each kind of note, those that matter least first."""
        order = list(Outcome)

        def rank(note: Note) -> tuple[int, str, str]:
            return order.index(note.outcome), note.part, note.reason

        imported: Counter[str] = Counter()
        for note in sorted(self._counts, key=rank):
            if note.outcome is Outcome.IMPORTED:
                imported[note.part] += self._counts[note]
        for part, number in imported.items():
            yield f"{part}: imported for {number} users"
        for note in sorted(self._counts, key=rank):
            if note.outcome is not Outcome.IMPORTED:
                number = self._counts[note]
                yield f"{note.part}: {note.outcome.value}: {note.reason}: {number}"
