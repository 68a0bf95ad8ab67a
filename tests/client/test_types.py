"""The types in the comments of the client's modules, and the declarations of them."""

import re

import pytest
from client import typescript
from needs import require_program

pytestmark = pytest.mark.server

MODULE = re.compile(r'(?:from|import) "\./([\w-]+)\.js"')


@pytest.fixture(scope="module")
def compiler(tmp_path_factory):
    require_program("node")
    require_program("npm")
    return typescript.install_compiler(tmp_path_factory.mktemp("compiler"))


def test_the_strict_compiler_finds_nothing_and_the_declarations_are_up_to_date(
    compiler, tmp_path
):
    source, output = tmp_path / "source", tmp_path / "output"
    typescript.copy_modules(source)

    assert typescript.compile_modules(compiler, source, output) == ""

    made = {path.name: path.read_text("utf-8") for path in output.glob("*.d.ts")}
    assert sorted(made) == sorted(f"{name}.d.ts" for name in typescript.NAMES)
    kept = {
        path.name: path.read_text("utf-8") for path in typescript.MODULES.glob("*.d.ts")
    }
    assert kept == made, "run `uv run tests/client/typescript.py`"


def test_a_mistake_in_a_module_would_be_found(compiler, tmp_path):
    source = tmp_path / "source"
    typescript.copy_modules(source)
    with (source / "events.js").open("a", encoding="utf-8") as module:
        module.write('tell("no such event");\n')

    complaints = typescript.compile_modules(compiler, source, tmp_path / "output")

    assert "events.js" in complaints
    assert "TS2345" in complaints


def test_modules_to_copy_import_only_each_other():
    for name in typescript.NAMES:
        text = (typescript.MODULES / f"{name}.js").read_text("utf-8")
        assert set(MODULE.findall(text)) <= set(typescript.NAMES), name


def test_modules_to_copy_know_no_path_of_an_api():
    for name in typescript.NAMES:
        code = (typescript.MODULES / f"{name}.js").read_text("utf-8")
        # Comments show how they are called.
        code = re.sub(r"/\*.*?\*/|//.*", "", code, flags=re.DOTALL)
        assert "/api/" not in code, name
