"""What the documentation shows is true."""

import re
from pathlib import Path

from rest_framework.test import APIClient

from drf_jwt_2fa import signals

DOCS = Path(__file__).parent.parent / "docs"


def run(page, title):
    """Run the Python snippet of the page with this first line; return its names."""
    text = (DOCS / page).read_text(encoding="utf-8")
    codes = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    [code] = [code for code in codes if code.startswith(f"# {title}\n")]
    names = {"__name__": "snippet"}
    exec(compile(code, page, "exec"), names)
    return names


def read_first_column(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def test_the_alert_is_logged(user, api, settings, caplog):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1}
    alert = run("signals.md", "alerts.py")["alert"]
    try:
        api.get_code()
        api.get_code()
    finally:
        signals.code_token_blocked.disconnect(alert)

    assert "ann was stopped by too_many_code_tokens" in caplog.messages


def test_the_table_of_signals_has_them_all():
    defined = [
        name
        for name, value in vars(signals).items()
        if isinstance(value, signals.Signal)
    ]

    assert read_first_column("signals.md") == defined


def test_a_project_can_test_its_api(db):
    case = run("testing.md", "test_api.py")["MeTests"]("test_i_am_who_i_am")
    case.client = APIClient()

    case.test_i_am_who_i_am()


def test_a_project_can_take_the_codes(user, client):
    code = run("testing.md", "test_codes.py")["get_code"](client)

    assert len(code) == 7
    assert "sent_codes" in run("testing.md", "conftest.py")
