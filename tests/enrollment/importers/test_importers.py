"""The sources by name."""

import pytest

from drf_jwt_2fa.enrollment.importers import NAMES, get_source
from drf_jwt_2fa.enrollment.importers.source import Source


@pytest.mark.parametrize("name", NAMES)
def test_a_source_has_the_name_that_it_is_found_by(name):
    source = get_source(name)

    assert isinstance(source, Source)
    assert source.name == name
    assert get_source(name) is not source
