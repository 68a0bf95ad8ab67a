"""The README for a package index, where relative links would lead nowhere.

With addresses in `pyproject.toml`, links and images become absolute.  Without them, a
link becomes its text and the path of the file, which the source distribution has, and
images are left out.
"""

import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

RELATIVE = r"\((?!https?:|#)([^)]+)\)"


class ReadmeHook(MetadataHookInterface):
    """Gives the metadata a README that stands by itself."""

    def update(self, metadata):
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": make_links_absolute(
                text, self.config.get("files", ""), self.config.get("images", "")
            ),
        }


def make_links_absolute(text, files, images):
    """Return the Markdown with absolute links, or without links where there are none.

    `files` and `images` are the addresses below which the files of the repository and
    their raw contents are found, such as `https://example.com/project/blob/main/`.
    """
    if images:
        text = re.sub(rf"!\[([^]]*)\]{RELATIVE}", rf"![\1]({images}\2)", text)
    else:
        text = re.sub(rf"!\[[^]]*\]{RELATIVE}\n\n", "", text)
    return re.sub(
        rf"(?<!!)\[([^]]+)\]{RELATIVE}",
        lambda found: _link(*found.groups(), files),
        text,
    )


def _link(words, path, files):
    if files:
        return f"[{words}]({files}{path})"
    return words if words == path else f"{words} (`{path}`)"
