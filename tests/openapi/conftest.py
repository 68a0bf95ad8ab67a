"""The schema of the demo in a file, as a front-end developer is given it."""

import subprocess
import sys

import pytest
from example_project.running import ROOT, clean_environment
from needs import require_module
from openapi.npm import Packages


@pytest.fixture(scope="session")
def schema_file(tmp_path_factory):
    require_module("drf_spectacular")
    path = tmp_path_factory.mktemp("schema") / "schema.yml"
    command = ["manage.py", "spectacular", "--fail-on-warn", "--file", path]
    subprocess.check_call(
        [sys.executable, *command],
        cwd=ROOT / "example_project",
        env=clean_environment(),
    )
    return path


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    """What makes clients in TypeScript, and what finds faults in schemas."""
    packages = Packages(tmp_path_factory.mktemp("npm"))
    packages.install(
        "openapi-typescript@^7.13.0",
        "typescript@^5.9.0",
        "@redocly/cli@^2.77.0",
        "@stoplight/spectral-cli@^6.16.0",
    )
    return packages
