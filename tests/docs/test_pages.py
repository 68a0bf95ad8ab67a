"""Nothing in the documentation goes untested or leads nowhere."""

import ast
import re
from pathlib import Path

import pytest
from docs.pages import DOCS, find_snippets

ROOT = DOCS.parent
PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))


def find_tested_snippets():
    """Return the pages and titles that tests run, install or configure."""
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                arguments = [
                    one.value for one in node.args if isinstance(one, ast.Constant)
                ]
                found.add(tuple(arguments[:2]))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_snippet_has_a_title_and_a_test(page):
    tested = find_tested_snippets()

    for title in find_snippets(page):
        assert re.match(r"\w+\.py(, .+)?$", title), f"{page}: {title}"
        assert (page, title) in tested


@pytest.mark.parametrize(
    "page", ["../README.md", "../CONTRIBUTING.md", "../SECURITY.md", *PAGES]
)
def test_every_link_leads_to_a_page(page):
    path = DOCS / page
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))

    for link in links:
        assert (path.parent / link).exists(), link


def test_every_page_can_be_found():
    index = (DOCS / "index.md").read_text(encoding="utf-8")

    for page in PAGES:
        if page != "index.md":
            assert f"\n{page.removesuffix('.md')}\n" in index
