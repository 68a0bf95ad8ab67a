"""The OpenAPI schema of the enrolment endpoints, by drf-spectacular.

Loaded by the app if `drf_spectacular` is installed too.
"""

from __future__ import annotations

from . import authentication, endpoints, passkeys

__all__ = ["authentication", "endpoints", "passkeys"]
