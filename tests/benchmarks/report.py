"""The table that is printed: figures, what they are multiples of, and targets."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limited:
    """A number that is to be at most `target`, if it has one."""

    value: float
    target: float | None = None

    def __str__(self):
        return ""

    @property
    def verdict(self):
        if self.target is None:
            return ""
        # As it is printed: what is beyond is noise.
        is_met = round(self.value, 2) <= self.target
        return f"<= {self.target:g}: {'met' if is_met else 'not met'}"


@dataclass(frozen=True)
class Ratio(Limited):
    """A multiple of something."""

    of: str = field(kw_only=True)
    noise: float | None = field(kw_only=True, default=None)

    def __str__(self):
        noise = "" if self.noise is None else f" ± {self.noise:.2f}"
        return f"{self.value:.2f}{noise} x {self.of}"


class Row:
    """What was measured, the figure, and what it is a multiple of."""

    def __init__(self, what, figure="", *ratios):
        verdicts = (one.verdict for one in ratios)
        self.cells = what, figure, _list(map(str, ratios)), _list(verdicts)


class Heading(Row):
    """A row that tells what the next ones are about."""

    def __init__(self, title):
        super().__init__(f"**{title}**")


def milliseconds(seconds):
    """Write a time, in as many digits as mean something."""
    digits = 0 if seconds >= 0.1 else 2
    return f"{seconds * 1000:.{digits}f} ms"


def render(rows):
    """Return the table, which Markdown understands too."""
    lines = [("What", "Figure", "Ratio", "Target"), *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(_render_line(line, widths) for line in lines)


def _render_line(cells, widths):
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _list(texts):
    return "; ".join(filter(None, texts))
