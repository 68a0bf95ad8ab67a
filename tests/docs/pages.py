"""The pages of the documentation, and the Python that they show."""

import json
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


def find_json(page):
    """Return what the JSON snippets of the page say."""
    codes = re.findall(r"^```json\n(.*?)^```$", read(page), re.MULTILINE | re.DOTALL)
    return [json.loads(code) for code in codes]


def run(page, title, name="example.snippet", *, after=()):
    """Run the snippet as a module of this name, and return that.

    One of settings comes after those of the README, and of the pages in `after`.
    """
    module = ModuleType(name)
    module.__package__ = name.rpartition(".")[0]
    if title.startswith("settings.py"):
        vars(module).update(start_settings())
        for earlier in after:
            paste(vars(module), earlier, "settings.py")
    paste(vars(module), page, title)
    return module


def paste(namespace, page, title):
    """Run the snippet where others may have been run before."""
    code = find_snippets(page)[title]
    exec(compile(code, f"{page}: {title}", "exec"), namespace)


def start_settings():
    """Return the settings of a new project, as far as pages add to them."""
    settings = {
        "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes"],
        "MIDDLEWARE": ["django.middleware.common.CommonMiddleware"],
    }
    paste(settings, "../README.md", "settings.py")
    return settings


def get_settings(module):
    """Return the settings that a snippet changes, but for the apps that it installs."""
    before = start_settings()
    return {
        name: value
        for name, value in vars(module).items()
        if name.isupper() and name != "INSTALLED_APPS" and value != before.get(name)
    }


def read_table(page, first_heading):
    """Return the rows of the table whose first column has this heading."""
    text = read(page)
    start = text.index(f"| {first_heading} |")
    lines = text[start:].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
