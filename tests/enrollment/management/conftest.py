"""A command that is run."""

import pytest
from django.core.management import call_command


@pytest.fixture
def run(capsys):
    """Run a command; return the lines that it prints."""

    def run(*args, **options):
        call_command(*args, **options)
        return capsys.readouterr().out.splitlines()

    return run
