"""How the documentation is built: Sphinx, Markdown by MyST, docstrings by autodoc."""

import os
import sys
from pathlib import Path

import django
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

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
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme = "furo"
# The sources of the pages are in the repository.
html_copy_source = html_show_sourcelink = False
html_theme_options = {"top_of_page_buttons": []}
html_title = f"{project} {release}"
default_role = "code"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
myst_heading_anchors = 2
myst_enable_extensions = ["colon_fence"]


BOX = """
<div class="diagram-box" tabindex="0" role="group" aria-label="Diagram">{svg}</div>
"""


class InlineDiagrams(SphinxPostTransform):
    """Put SVG images into the page itself.

    There they follow the theme that the reader has chosen, and screen readers find
    their titles and descriptions.  In a narrow window they scroll, with the keyboard
    too, because small text cannot be read.
    """

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs):
        for image in list(self.document.findall(nodes.image)):
            if image["uri"].endswith(".svg"):
                svg = Path(self.app.srcdir, image["uri"]).read_text(encoding="utf-8")
                html = BOX.format(svg=svg)
                # A paragraph cannot contain a box.
                image.parent.replace_self(nodes.raw("", html, format="html"))


def setup(app):
    app.add_post_transform(InlineDiagrams)
