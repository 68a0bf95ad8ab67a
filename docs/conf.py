"""How the documentation is built: Sphinx, Markdown by MyST, docstrings by autodoc."""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).parent.parent

# The package imports Django's models, so its docstrings need a project around them.
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testproject.settings")
django.setup()

from drf_jwt_2fa import __version__  # noqa: E402

project = "drf-jwt-2fa"
copyright = "2026, the drf-jwt-2fa developers"
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"{project} {release}"
default_role = "code"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
myst_heading_anchors = 2
