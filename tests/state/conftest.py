"""The state of logins in a cache of each kind that Django has without a server."""

import pytest
from testproject.caches import BACKENDS, use_cache


@pytest.fixture(params=list(BACKENDS))
def cache(request, settings, tmp_path):
    return use_cache(request.param, request, settings, tmp_path)
