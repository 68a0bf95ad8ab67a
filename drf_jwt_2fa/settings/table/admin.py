"""The settings of Django's admin."""

from __future__ import annotations

from datetime import timedelta

from ..descriptors import Setting
from ..kinds import Duration


class AdminSettings:
    """Django's admin."""

    ADMIN_STEP_UP_MAX_AGE: Setting[timedelta | None] = Setting(
        None,
        "After how long the admin asks for the second factor again before it changes"
        " something; `None`: not before the session ends. Needs"
        " `drf_jwt_2fa.enrollment.admin_site`.",
        Duration(least=timedelta(seconds=1), optional=True),
    )
