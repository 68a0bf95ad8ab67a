"""Sites under several names, and browsers that find them."""

import importlib.util
import json
from contextlib import ExitStack

import pytest
from browser.chromium import OPTIONS, find_chromium, run_chromium
from browser.cookies.sites import API, Site
from needs import require_module

if importlib.util.find_spec("playwright") is None:
    collect_ignore_glob = ["test_*.py"]

# Nobody asks the network for a name.
NAMES = "--host-resolver-rules=MAP *.test 127.0.0.1"


@pytest.fixture(scope="module")
def browser():
    with run_chromium(NAMES) as browser:
        yield browser


@pytest.fixture(scope="module")
def start_site(tmp_path_factory):
    """Start a site: `start_site({"COOKIE_ORIGINS": ()}, listed=[APP])`."""
    for module in ("corsheaders", "gunicorn"):
        require_module(module)

    def start(jwt2fa_auth=None, site_class=Site, **options):
        folder = tmp_path_factory.mktemp("site")
        return running.enter_context(site_class(folder, jwt2fa_auth, **options))

    with ExitStack() as running:
        yield start


@pytest.fixture
def tolerant_context(browser, tmp_path):
    """A browser whose user lets it keep third-party cookies."""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text(json.dumps({"profile": {"cookie_controls_mode": 0}}))
    with browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=find_chromium(),
        args=[*OPTIONS, NAMES],
        ignore_https_errors=True,
    ) as context:
        yield context


@pytest.fixture
def visit(browser):
    """Open a page in a new browser profile: `visit(site, APP)`."""
    from browser.cookies.visitors import Visitor  # noqa: PLC0415  # Needs playwright.

    def visit(site, name=API, api=API, context=None):
        if context is None:
            context = browser.new_context(ignore_https_errors=True)
            contexts.enter_context(context)
        return Visitor(context.new_page(), site, name, api)

    with ExitStack() as contexts:
        yield visit
