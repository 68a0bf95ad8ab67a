"""Fail if the page on a package index would have links that lead nowhere from there."""

import re
import sys
from importlib.metadata import metadata

found = metadata("drf-jwt-2fa")
description = found.get_payload() or found["Description"]
targets = re.findall(r"\]\(([^)]+)\)", description)
relative = [one for one in targets if not one.startswith(("https://", "#"))]
if relative or "## Install" not in description:
    sys.exit(f"The description leads nowhere: {relative}")
