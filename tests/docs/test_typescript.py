"""The TypeScript that the documentation shows compiles strictly."""

import re
import subprocess

import pytest
from docs.pages import read
from needs import require, require_program

pytestmark = pytest.mark.server

OPTIONS = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom"]
USE = """
const begun = await signIn("ann", "correct horse");
const { access, refresh }: Tokens = await confirm(begun.token, "1234567");
"""


@pytest.fixture(scope="module")
def compile_typescript(tmp_path_factory):
    """Compile a module, and return what the compiler has to say."""
    require_program("npm")
    folder = tmp_path_factory.mktemp("typescript")
    installed = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--silent", "typescript@5"],
        cwd=folder,
        check=False,
        timeout=300,
    )
    require(installed.returncode == 0, "npm cannot install TypeScript")

    def compile_typescript(code):
        (folder / "client.ts").write_text(code, encoding="utf-8")
        done = subprocess.run(
            ["npx", "--no-install", "tsc", *OPTIONS, "--module", "esnext", "client.ts"],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout

    return compile_typescript


def read_client():
    codes = re.findall(
        r"^```ts\n(.*?)^```$", read("how-to/typescript.md"), re.MULTILINE | re.DOTALL
    )
    return "".join(codes)


def test_the_client_compiles(compile_typescript):
    assert compile_typescript(read_client() + USE) == ""


def test_the_compiler_makes_the_reader_look_for_an_enrolment_token(compile_typescript):
    client = read_client()
    careless = re.sub(
        r'(?s)  if \("enrollment_token" in answer\) \{.*?\n  \}\n', "", client
    )
    assert careless != client

    assert "Enrolment" in compile_typescript(careless)
