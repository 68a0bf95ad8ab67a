"""The demo describes its API truthfully: somebody tries all that the schema allows."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from example_project.running import ROOT, clean_environment, make_changed_demo
from needs import require_module

pytestmark = pytest.mark.server

# One address makes all the requests, and a login must not wait for the last one.
NO_LIMITS = (
    '"CODE_TOKEN_THROTTLE_RATE": None, "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0)'
)


# Whose refresh token it is no schema can say: the endpoint refuses those of others.  It
# cannot say either what an authenticator answers, or which method the path names.  In a
# query, what is not "true" is not, and junk signs nobody out.
ANSWERS = """
[[operations]]
include-path = "/api/step-up/"
checks.positive_data_acceptance.expected-statuses = [200, 400, 401, 429]

[[operations]]
include-path-regex = "/api/(auth|totp|recovery-codes|2fa-.*|(passkeys|methods)/.*)/$"
checks.positive_data_acceptance.expected-statuses = [200, 400, 401, 403, 404, 409, 429]

[[operations]]
include-path-regex = "/api/(sessions|devices|sign-out)/$"
checks.negative_data_rejection.expected-statuses = [200, 204, 400, 401, 403, 404, 429]
"""


def test_the_schema_of_the_demo_has_no_fault(tmp_path):
    require_module("drf_spectacular")
    command = ["manage.py", "spectacular", "--validate", "--fail-on-warn"]

    schema = subprocess.check_output(
        [sys.executable, *command],
        cwd=ROOT / "example_project",
        env=clean_environment(),
        text=True,
    )

    for path in ("get-code", "challenge", "auth", "refresh", "verify", "me"):
        assert f"/api/{path}/:" in schema


def test_everything_that_the_schema_allows_is_answered_as_it_says(tmp_path):
    require_module("schemathesis")
    program = Path(sysconfig.get_path("scripts")) / "schemathesis"
    (tmp_path / "schemathesis.toml").write_text(ANSWERS, encoding="utf-8")
    with make_changed_demo(tmp_path, NO_LIMITS) as demo:
        _second_step, tokens = demo.log_in()
        result = subprocess.run(
            [
                *(program, "run", f"{demo.url}/api/schema/"),
                *("--checks", "all", "--max-examples", "25"),
                *("--header", f"Authorization: Bearer {tokens['access']}"),
                # The same requests in each run.
                *("--seed", "1", "--generation-deterministic"),
                # REST framework's text fields refuse these, and no schema can say so.
                *("--generation-allow-x00", "false"),
                # And they take numbers: here nothing else refuses them, since a first
                # set-up does not look at what proves another.
                *("--exclude-path", "/api/totp/setup/"),
                *("--exclude-path", "/api/passkeys/setup/"),
                *("--exclude-path", "/api/methods/{name}/setup/"),
            ],
            cwd=tmp_path,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
            text=True,
        )

        assert result.returncode == 0, result.stdout
        # Something was: a schema that cannot be read is no success.
        assert int(re.search(r"Tested: (\d+)", result.stdout)[1]) > 25
        demo.call("me/")
    assert "Traceback" not in demo.output


def test_the_page_that_shows_the_schema_loads_nothing_from_elsewhere(tmp_path):
    require_module("playwright")
    from browser.chromium import run_chromium  # noqa: PLC0415
    from playwright.sync_api import expect  # noqa: PLC0415

    asked = []
    with make_changed_demo(tmp_path) as demo, run_chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{demo.url}/api/docs/")
        expect(page.get_by_text("/api/get-code/")).to_be_visible()

        assert len(asked) > 3
        for url in asked:
            assert url.startswith((f"{demo.url}/", "data:")), url
