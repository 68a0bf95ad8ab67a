"""The declarations of the client's modules: `uv run tests/client/typescript.py`.

They are made of the comments in the modules, and stand beside them for projects in
TypeScript.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "example_project" / "demo" / "static" / "demo"
# Those that know the API but not the page, which `docs/how-to/clients.md` lists.
NAMES = (
    "api",
    "auth",
    "calls",
    "claims",
    "countdown",
    "device-tokens",
    "events",
    "explain",
    "passkeys",
    "refreshing",
    "second-factors",
    "sessions",
    "state",
    "tabs",
    "webauthn",
    "webauthn-json",
)
# Exactly this one: another may write the same types in another way.
VERSION = "5.9.3"
INSTALL = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
# A library for any browser of these days; without Node's types, which have no page.
OPTIONS = [
    "--strict",
    "--checkJs",
    "--allowJs",
    "--noUncheckedIndexedAccess",
    *("--target", "es2022"),
    *("--lib", "esnext,dom,dom.iterable"),
    *("--module", "esnext"),
    *("--moduleResolution", "bundler"),
    *("--typeRoots", "none"),
]


def install_compiler(folder):
    """Install TypeScript in the folder; return the command."""
    (folder / "package.json").write_text('{"private": true}')
    subprocess.run([*INSTALL, f"typescript@{VERSION}"], cwd=folder, check=True)
    return folder / "node_modules" / ".bin" / "tsc"


def copy_modules(folder):
    """Copy the modules alone: the compiler prefers declarations that it finds."""
    folder.mkdir()
    for name in NAMES:
        shutil.copy(MODULES / f"{name}.js", folder)


def compile_modules(compiler, source, output):
    """Write the declarations; return what the compiler complains of."""
    done = subprocess.run(
        [
            compiler,
            *OPTIONS,
            *("--declaration", "--emitDeclarationOnly", "--outDir", output),
            *sorted(source.glob("*.js")),
        ],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_modules(folder / "source")
        compiler = install_compiler(folder)
        complaints = compile_modules(compiler, folder / "source", MODULES)
    if complaints:
        sys.exit(complaints)


if __name__ == "__main__":
    main()
