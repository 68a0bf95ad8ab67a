"""Sites on each of the caches, started when a test first wants them."""

from contextlib import ExitStack

import pytest
from concurrency.caches import KINDS, SHARED
from concurrency.sites import running_site


@pytest.fixture(scope="session")
def _sites(tmp_path_factory):
    sites = {}
    with ExitStack() as running:

        def get(name):
            if name not in sites:
                folder = tmp_path_factory.mktemp(name)
                site = running_site(KINDS[name], folder)
                sites[name] = running.enter_context(site)
            return sites[name]

        yield get


def _as_new(site):
    site.forget_records()
    site.limit_nothing_but()
    return site


@pytest.fixture(params=KINDS)
def site(request, _sites):
    """A site on each of the caches."""
    return _as_new(_sites(request.param))


@pytest.fixture(params=SHARED)
def shared_site(request, _sites):
    """A site on each of the caches that several processes share."""
    return _as_new(_sites(request.param))


@pytest.fixture(params=["redis", "memcached"])
def breakable_site(request, tmp_path):
    """A site of its own for a test that takes the cache's server away."""
    with running_site(KINDS[request.param], tmp_path) as site:
        yield site
