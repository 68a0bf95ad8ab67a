"""All checks together."""

import re
from pathlib import Path

import pytest

from drf_jwt_2fa import checks

DOCS = Path(__file__).parents[2] / "docs"


def test_a_well_configured_project_has_no_findings(project, found_ids):
    assert found_ids() == []


def test_findings_say_where_and_what_to_do(project, find):
    project.JWT2FA_AUTH = {"CODE_LENGHT": 7, "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 0}

    for one in find(deploy=False):
        assert one.obj == "JWT2FA_AUTH"
        assert one.hint


@pytest.mark.parametrize("value", ["wrong", None, -1, b"", [None], [[]], {}])
def test_a_value_of_any_kind_gives_findings_and_no_errors(
    project, enrolling, find, value
):
    for name in checks.settings.SETTINGS:
        project.JWT2FA_AUTH = {name: value}
        assert all(one.hint for one in find())


def test_the_table_of_checks_equals_the_code():
    package = Path(checks.__file__).parent
    apps = package.parent / "enrollment" / "checks", package.parent / "sessions"
    files = [
        *package.glob("*.py"),
        *apps[0].glob("*.py"),
        apps[1] / "checks.py",
        package.parent / "enrollment" / "admin_site" / "model_admin.py",
    ]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    ids = {
        f"{'E' if kind == 'error' else 'W'}{int(number):03}"
        for kind, number in re.findall(r"\b(error|warning)\(\s*(\d+),", source)
    }
    table = (DOCS / "reference" / "checks.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `drf_jwt_2fa\.(\w+)` \|", table, re.MULTILINE)) == ids
