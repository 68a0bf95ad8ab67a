"""How tokens leave and come back: in the body, or in cookies that no script reads."""

from .carrying import (
    DEVICE_FIELD,
    REFRESH_FIELD,
    Cookies,
    hide_cookies,
    open_cookies,
    read_access_token,
)
from .choosing import BODY, COOKIE, COOKIES, HEADER

__all__ = [
    "BODY",
    "COOKIE",
    "COOKIES",
    "DEVICE_FIELD",
    "HEADER",
    "REFRESH_FIELD",
    "Cookies",
    "hide_cookies",
    "open_cookies",
    "read_access_token",
]
