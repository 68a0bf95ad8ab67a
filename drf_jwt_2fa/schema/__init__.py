"""The OpenAPI schema of the endpoints, by drf-spectacular.

Loaded by the app if `drf_spectacular` is installed too; without the app, import this
module where your project starts.
"""

from __future__ import annotations

from . import answers, authentication, endpoints

__all__ = ["answers", "authentication", "endpoints"]
