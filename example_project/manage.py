# /// script
# requires-python = ">=3.10"
# # Only what the demo needs, so that `uv run` does not install the tests' packages.
# dependencies = ["drf-jwt-2fa[passkeys]", "drf-spectacular[sidecar]~=0.30.0"]
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
