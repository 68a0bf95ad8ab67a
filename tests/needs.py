"""What a test does where something that it needs is not installed."""

import importlib.util
import os
import shutil
import subprocess

import pytest


def require(condition, what_is_missing):
    """Skip the test if the condition does not hold; where CI runs, fail it."""
    if condition:
        return
    give_up = pytest.fail if os.environ.get("CI") else pytest.skip
    give_up(what_is_missing)


def require_program(name):
    # A shim of a version manager may be on PATH for a program that is not there.
    found = shutil.which(name) and not subprocess.call(
        [name, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    require(found, f"{name} is not installed")


def require_module(name):
    require(importlib.util.find_spec(name), f"the module {name} is not installed")
