"""A front end in TypeScript takes its types from the schema."""

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.server

STRICT = [
    "--strict",
    "--noEmit",
    "--noUncheckedIndexedAccess",
    "--exactOptionalPropertyTypes",
    "--lib",
    "ES2022,DOM",
]


def test_a_client_compiles_strictly(packages, schema_file):
    shutil.copy(Path(__file__).with_name("client.ts"), packages.folder)

    status, output = packages.run("openapi-typescript", schema_file, "-o", "schema.ts")
    assert status == 0, output
    status, output = packages.run("tsc", *STRICT, "client.ts")

    assert status == 0, output
