"""The browser that is driven: the system's Chromium, without a window."""

import shutil
from contextlib import contextmanager

from needs import require, require_module

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 20_000  # Milliseconds.
OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium():
    require_module("playwright")
    paths = map(shutil.which, NAMES)
    path = next(filter(None, paths), None)
    require(path, "chromium is not installed")
    return path


@contextmanager
def run_chromium(*options):
    path = find_chromium()
    # Not installed everywhere.
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415

    # A machine that runs other tests, too, may need longer than the default for a page.
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*OPTIONS, *options]
        )
        yield browser
        browser.close()
