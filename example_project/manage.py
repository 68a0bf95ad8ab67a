# /// script
# requires-python = ">=3.10"
# # What the demo itself needs, so that `uv run` installs nothing of the tests.
# dependencies = ["drf-jwt-2fa[enrollment]", "drf-spectacular[sidecar]~=0.30.0"]
#
# [tool.uv.sources]
# drf-jwt-2fa = { path = "..", editable = true }
# ///
"""The command line of the demo site."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")
    execute_from_command_line(sys.argv)
