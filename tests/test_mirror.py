"""Every module that does something has a test module of its own, in the same place."""

import ast
from pathlib import Path

import drf_jwt_2fa

PACKAGE = Path(drf_jwt_2fa.__file__).parent
TESTS = Path(__file__).parent
# They look at the package as a whole.
OF_ALL = {"test_locale.py", "test_mirror.py", "test_public_names.py", "test_readme.py"}


def find_modules():
    for path in PACKAGE.rglob("*.py"):
        if "migrations" not in path.parts:
            yield path.relative_to(PACKAGE)


def get_mirror(module):
    """Return where the tests of a module are; a folder's go by the folder's name."""
    name = module.stem
    if name == "__init__":
        name = module.parent.name or "init"
    return module.parent / f"test_{name}.py"


def does_something(module):
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree))


def test_every_module_with_a_function_has_its_tests():
    missing = {
        str(module)
        for module in find_modules()
        if does_something(module) and not (TESTS / get_mirror(module)).exists()
    }

    assert missing == set()


def test_every_test_beside_them_is_of_a_module():
    """Those of more than one are in folders of other names: `flows`, `contract`..."""
    mirrors = {get_mirror(module) for module in find_modules()}
    folders = {module.parent for module in find_modules()}
    found = {
        path.relative_to(TESTS)
        for folder in folders
        for path in (TESTS / folder).glob("test_*.py")
    }

    assert {str(path) for path in found - mirrors} == OF_ALL
