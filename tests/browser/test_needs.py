import pytest
from browser.chromium import find_chromium


@pytest.mark.server
def test_where_servers_are_started_a_browser_is_too():
    assert find_chromium()
