"""The modules of the client in Node, with a small API: see `modules/`."""

import subprocess
from pathlib import Path

import pytest
from needs import require_program

pytestmark = pytest.mark.server

FOLDER = Path(__file__).parent / "modules"
# Seconds.  Far more than it takes.
PATIENCE = 120


def run_node(*arguments):
    """Run it, and return what it prints; fail with that if it fails."""
    require_program("node")
    done = subprocess.run(
        ["node", *arguments],
        cwd=FOLDER,
        timeout=PATIENCE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.parametrize("transport", ["body", "cookie"])
def test_logins_in_this_transport_work_without_a_page(transport):
    output = run_node("--test", "--test-reporter=tap", f"{transport}.test.mjs")

    assert "# fail 0\n" in output
    assert "# pass 0\n" not in output


def test_a_program_that_imports_and_configures_them_ends_by_itself():
    program = """
        const { MODULES } = await import("./fake_api.mjs");
        const auth = await import(new URL("auth.js", MODULES));
        await import(new URL("second-factors.js", MODULES));
        await import(new URL("passkeys.js", MODULES));
        await import(new URL("explain.js", MODULES));
        auth.configure({ api: "/somewhere/" });
        console.log(auth.isSignedIn());
    """

    assert run_node("--input-type=module", "--eval", program) == "false\n"
