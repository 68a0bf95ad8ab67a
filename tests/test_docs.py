"""What the documentation shows is true."""

import re
from pathlib import Path

from drf_jwt_2fa import signals

DOCS = Path(__file__).parent.parent / "docs"


def run(page):
    """Run the one Python snippet of the page and return its names."""
    text = (DOCS / page).read_text(encoding="utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    names = {"__name__": "snippet"}
    exec(compile(code, page, "exec"), names)
    return names


def read_first_column(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def test_the_alert_is_logged(user, api, settings, caplog):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1}
    alert = run("signals.md")["alert"]
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
