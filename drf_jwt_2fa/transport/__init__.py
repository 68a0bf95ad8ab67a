"""How tokens leave and come back: in the body, or in cookies that no script reads."""

from .carrying import DEVICE_FIELD, REFRESH_FIELD, Cookies, open_cookies
from .choosing import BODY, COOKIE, HEADER

__all__ = [
    "BODY",
    "COOKIE",
    "DEVICE_FIELD",
    "HEADER",
    "REFRESH_FIELD",
    "Cookies",
    "open_cookies",
]
