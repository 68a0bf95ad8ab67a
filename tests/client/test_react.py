"""A project with Vite, React and TypeScript that has a copy of the client."""

import shutil
import subprocess
from pathlib import Path

import pytest
from browser.chromium import run_chromium
from client import typescript
from example_project.running import make_changed_demo
from needs import require_module, require_program

pytestmark = pytest.mark.server

PROJECT = Path(__file__).parent / "react"
TYPES = {".html": "text/html", ".js": "text/javascript"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The project with its packages, built."""
    require_program("node")
    require_program("npm")
    app = tmp_path_factory.mktemp("react") / "app"
    shutil.copytree(PROJECT, app)
    copy = app / "src" / "auth"
    copy.mkdir()
    for name in typescript.NAMES:
        for suffix in (".js", ".d.ts"):
            shutil.copy(typescript.MODULES / f"{name}{suffix}", copy)
    run(app, *typescript.INSTALL)
    run(app, "npm", "run", "build")
    return app


def run(app, *command):
    """Return the output of the command; fail with it if it fails."""
    done = subprocess.run(
        command,
        cwd=app,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def page(app, tmp_path):
    """A page with the app, on the site of a running demo."""
    require_module("playwright")

    def serve(route):
        path = route.request.url.partition("/app/")[2] or "index.html"
        file = app / "dist" / path
        route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])

    with make_changed_demo(tmp_path) as demo, run_chromium() as browser:
        page = browser.new_context().new_page()
        page.demo = demo
        page.route("**/app/**", serve)
        page.goto(f"{demo.url}/app/")
        yield page


def test_a_project_with_a_mistake_does_not_compile(app):
    wrong = app / "src" / "wrong.ts"
    wrong.write_text('import { signIn } from "./auth/auth.js";\nsignIn("demo");\n')
    try:
        done = subprocess.run(
            ["npx", "tsc"], cwd=app, stdout=subprocess.PIPE, check=False
        )
    finally:
        wrong.unlink()

    assert b"wrong.ts" in done.stdout
    assert b"Expected 2 arguments" in done.stdout


def test_the_app_is_rendered_on_a_server(app):
    assert "<h1>Sign in</h1>" in run(app, "node", "server/server.js")


def test_the_built_app_logs_in_and_out(page):
    from playwright.sync_api import expect  # noqa: PLC0415  # Not installed everywhere.

    def send(**values):
        for label, value in values.items():
            page.get_by_label(label.replace("_", " ")).fill(value)
        page.get_by_role("button", name="Continue").click()

    send(User_name="demo", Password="wrong")
    expect(page.get_by_role("alert")).to_have_text(
        "The user name or the password is wrong."
    )
    send(User_name="demo", Password="demo")
    expect(page.get_by_role("heading")).to_have_text("Enter the code")
    send(Code=page.demo.last_code)

    expect(page.get_by_role("heading")).to_have_text("Hello, demo")
    expect(page.get_by_text("Second factors: 0")).to_be_visible()

    tab = page.context.new_page()
    tab.goto(page.demo.url)
    expect(tab.get_by_text("You are signed in, as in your other tab.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading")).to_have_text("Sign in")
    expect(tab.get_by_text("You have signed out in another tab.")).to_be_visible()
