"""The table of settings: name, default, meaning and kind, under headings."""

from .admin import AdminSettings
from .codes import CodeSettings, KeySettings
from .cookies import CookieSettings
from .devices import DeviceSettings
from .limits import CacheSettings, LimitSettings
from .methods import EnrollmentSettings, MethodSettings
from .passkeys import PasskeySettings
from .sending import SendingSettings
from .sessions import SessionSettings
from .tokens import AnswerSettings, TokenSettings

__all__ = [
    "HEADINGS",
    "AdminSettings",
    "AnswerSettings",
    "CacheSettings",
    "CodeSettings",
    "CookieSettings",
    "DeviceSettings",
    "EnrollmentSettings",
    "KeySettings",
    "LimitSettings",
    "MethodSettings",
    "PasskeySettings",
    "SendingSettings",
    "SessionSettings",
    "TokenSettings",
]

# In the order of the reference.
HEADINGS = (
    CodeSettings,
    KeySettings,
    LimitSettings,
    CacheSettings,
    SendingSettings,
    MethodSettings,
    TokenSettings,
    EnrollmentSettings,
    PasskeySettings,
    SessionSettings,
    DeviceSettings,
    CookieSettings,
    AdminSettings,
    AnswerSettings,
)
