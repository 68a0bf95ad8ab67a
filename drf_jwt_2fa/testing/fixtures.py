"""Fixtures for pytest, to be imported by name in a project's ``conftest.py``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import SentCode, capture_codes


@pytest.fixture
def sent_codes() -> Iterator[list[SentCode]]:
    """The codes that were sent during the test, the latest one last.

    `log_in` takes its own codes, which are not among them.
    """
    with capture_codes() as sent:
        yield sent
