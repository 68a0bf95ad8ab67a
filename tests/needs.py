"""What a test does where something that it needs is not installed."""

import importlib.util
import os
import shutil
import subprocess

import pytest

# The name of Django's Tasks framework here: a package of its own before Django 6.0.
TASKS = next(filter(importlib.util.find_spec, ["django.tasks", "django_tasks"]), None)

needs_tasks = pytest.mark.skipif(
    TASKS is None, reason="There is neither Django 6.0 nor django-tasks"
)


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
