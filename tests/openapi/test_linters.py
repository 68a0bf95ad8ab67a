"""Programs that look for faults in schemas find none in that of the demo."""

import json

import pytest

pytestmark = pytest.mark.server

# Django's paths end with a slash.
REDOCLY = "extends: [recommended-strict]\nrules: {no-path-trailing-slash: off}\n"
SPECTRAL = "extends: [spectral:oas]\nrules: {path-keys-no-trailing-slash: off}\n"


def test_redocly_finds_no_fault(packages, schema_file):
    (packages.folder / "redocly.yaml").write_text(REDOCLY, encoding="utf-8")

    status, output = packages.run("redocly", "lint", schema_file)

    assert status == 0, output


def test_spectral_finds_no_fault(packages, schema_file):
    ruleset = packages.folder / "spectral.yml"
    ruleset.write_text(SPECTRAL, encoding="utf-8")

    status, output = packages.run(
        *("spectral", "lint", schema_file, "--ruleset", ruleset),
        *("--format", "json", "--quiet", "--fail-severity", "hint"),
    )

    assert status == 0, output
    assert json.loads(output) == []
