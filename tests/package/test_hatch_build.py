"""The README of a package index leads somewhere from there."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def hatch_build():
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location(
        "hatch_build", ROOT / "hatch_build.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def find_targets(text):
    return re.findall(r"\]\(([^)]+)\)", text)


def test_without_an_address_nothing_leads_into_the_void(hatch_build):
    text = hatch_build.make_links_absolute(README, "", "")

    assert all(target.startswith("https://") for target in find_targets(text))
    assert "![" not in text
    assert "tutorial (`docs/tutorial.md`)" in text


def test_a_file_is_not_named_twice(hatch_build):
    made = hatch_build.make_links_absolute("[LICENSE](LICENSE) and [a](#b)", "", "")

    assert made == "LICENSE and [a](#b)"


def test_with_addresses_all_links_are_absolute(hatch_build):
    files, images = "https://example.com/blob/main/", "https://example.com/raw/main/"

    text = hatch_build.make_links_absolute(README, files, images)

    targets = find_targets(text)
    assert len(targets) == len(find_targets(README))
    assert all(target.startswith("https://") for target in targets)
    assert f"{files}docs/tutorial.md" in targets
    assert f"{images}docs/images/login.svg" in targets


def test_every_relative_target_exists():
    for target in find_targets(README):
        assert target.startswith("https://") or (ROOT / target).exists()
