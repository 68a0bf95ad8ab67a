"""The pages of the documentation, and the Python that they show."""

import re
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).resolve().parents[2] / "docs"


def read(page):
    return (DOCS / page).read_text(encoding="utf-8")


def find_snippets(page):
    """Return the Python snippets of the page by their first lines: names of files."""
    codes = re.findall(r"^```python\n(.*?)^```$", read(page), re.MULTILINE | re.DOTALL)
    return {code.partition("\n")[0].removeprefix("# "): code for code in codes}


def run(page, title, name="example.snippet"):
    """Run the snippet as a module of this name, and return that."""
    module = ModuleType(name)
    module.__package__ = name.rpartition(".")[0]
    exec(compile(find_snippets(page)[title], f"{page}: {title}", "exec"), vars(module))
    return module


def get_settings(module):
    """Return the settings that a snippet makes, but for the apps that it installs."""
    return {
        name: value
        for name, value in vars(module).items()
        if name.isupper() and name != "INSTALLED_APPS"
    }


def read_table(page, first_heading):
    """Return the rows of the table whose first column has this heading."""
    text = read(page)
    start = text.index(f"| {first_heading} |")
    lines = text[start:].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
