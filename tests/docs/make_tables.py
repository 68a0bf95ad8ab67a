"""Writing the tables of settings into the reference.

Run it after a change of the settings: ``uv run tests/docs/make_tables.py``.
"""

import re
import sys
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a default is called that depends on the project.
OF_PROJECT = {
    "CODE_TOKEN_SECRET_KEY": "from `SECRET_KEY`",
    "CODE_EXTENSION_SECRET": "from `SECRET_KEY`",
    "EMAIL_SENDER_FROM_ADDRESS": "`settings.DEFAULT_FROM_EMAIL`",
}


def make_sections(headings):
    """Return the sections of the reference: a table under each heading."""
    return "\n\n".join(_make_section(*one) for one in headings)


def _make_section(heading, settings):
    rows = [
        f"## {heading}\n",
        "| Setting | What it is | Default | Meaning |",
        "| --- | --- | --- | --- |",
    ]
    for name, one in settings.items():
        kind = f"{one.kind.name}{' or None' if one.kind.optional else ''}"
        default = write_default(name, one)
        rows.append(f"| `{name}` | {kind} | {default} | {one.meaning} |")
    return "\n".join(rows)


def write_default(name, setting):
    """Return the default as it stands in a settings module."""
    if name in OF_PROJECT:
        return OF_PROJECT[name]
    default = setting.default
    if isinstance(default, timedelta):
        seconds = int(default.total_seconds())
        unit = ("seconds", seconds) if seconds % 60 else ("minutes", seconds // 60)
        return "`timedelta({}={})`".format(*unit)
    return f"`{default!r}`".replace("'", '"')


def get_headings():
    """Return the headings, each with its settings by name."""
    from drf_jwt_2fa.settings import SETTINGS, table  # noqa: PLC0415

    return [
        (
            one.__doc__.rstrip("."),
            {name: SETTINGS[name] for name in vars(one) if name in SETTINGS},
        )
        for one in table.HEADINGS
    ]


def write(path, begin, end, text):
    """Put the text between these two lines of the file."""
    old = path.read_text(encoding="utf-8")
    pattern = f"(?s)(?<={re.escape(begin)}).*?(?={re.escape(end)})"
    new = re.sub(pattern, lambda _found: f"\n\n{text}\n\n", old)
    path.write_text(new, encoding="utf-8")


def main():
    sections = make_sections(get_headings())
    reference = ROOT / "docs" / "reference" / "settings.md"
    write(reference, "<!-- settings -->", "<!-- end -->", sections)


if __name__ == "__main__":
    import django
    from django.conf import settings

    sys.path.insert(0, str(ROOT))
    settings.configure(SECRET_KEY="of no project")
    django.setup()
    main()
