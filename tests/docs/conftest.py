"""A package called `example`, as the snippets of the documentation have it."""

import sys
from types import ModuleType

import pytest
from django.test import override_settings
from docs.pages import get_settings, run

from drf_jwt_2fa.methods.registry import load_methods


@pytest.fixture
def install(monkeypatch):
    """Make a snippet importable under its title: `install("how-to/sms.md", "sms.py")`.

    Names that are given become a module beside it.
    """
    package = ModuleType("example")
    package.__path__ = []
    monkeypatch.setitem(sys.modules, "example", package)

    def put(name, module):
        monkeypatch.setitem(sys.modules, f"example.{name}", module)
        setattr(package, name, module)
        return module

    def install(page, title, **beside):
        for name, contents in beside.items():
            module = ModuleType(f"example.{name}")
            vars(module).update(contents)
            put(name, module)
        name = title.partition(".")[0]
        return put(name, run(page, title, f"example.{name}"))

    yield install
    # Methods are remembered by their paths, and the next test's have the same ones.
    load_methods.cache_clear()


@pytest.fixture
def configure():
    """Use the settings of a snippet: `with configure("how-to/x.md", "settings.py"):`.

    They come after those of the README and of the pages in `after`.
    """

    def configure(page, title, after=()):
        return override_settings(**get_settings(run(page, title, after=after)))

    return configure
