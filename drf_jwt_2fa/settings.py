"""The settings in ``JWT2FA_AUTH``, read live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Generic, TypeVar, overload

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.encoding import force_str
from django.utils.module_loading import import_string

from .utils import hash_string

T = TypeVar("T")


class Setting(Generic[T]):
    """One key of ``JWT2FA_AUTH``: its default and what it means.

    A test may also assign a value to the attribute of the settings object.
    """

    name: str

    def __init__(self, default: T, meaning: str) -> None:
        self._default = default
        self.meaning = meaning

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def default(self) -> Any:
        """The value of the setting in a project that does not set it."""
        return self._default

    @overload
    def __get__(self, instance: None, owner: type) -> Setting[T]: ...

    @overload
    def __get__(self, instance: Jwt2faSettings, owner: type) -> T: ...

    def __get__(self, instance: Jwt2faSettings | None, owner: type) -> Setting[T] | T:
        if instance is None:
            return self
        if self.name in vars(instance):
            assigned: T = vars(instance)[self.name]
            return assigned
        return self._read(instance)

    def __set__(self, instance: Jwt2faSettings, value: T) -> None:
        # A test tool that puts the old value back must not freeze it.
        if value == self._read(instance):
            self.__delete__(instance)
        else:
            vars(instance)[self.name] = value

    def __delete__(self, instance: Jwt2faSettings) -> None:
        vars(instance).pop(self.name, None)

    def _read(self, instance: Jwt2faSettings) -> T:
        if self.name in instance.user_settings:
            return self.resolve(instance.user_settings[self.name])
        return self.resolve(self.default)

    def resolve(self, value: Any) -> T:
        """Return the value that code sees for a value that a project wrote."""
        result: T = value
        return result


class DerivedSetting(Setting[T]):
    """A setting whose default follows from Django's settings as they are now."""

    def __init__(self, derive: Callable[[], T], meaning: str) -> None:
        self._derive = derive
        self.meaning = meaning

    @property
    def default(self) -> T:
        return self._derive()


class ImportedSetting(Setting[T]):
    """A setting that is an object or its dotted path."""

    def resolve(self, value: Any) -> T:
        """Return the object; raise `ImportError` naming the setting if none."""
        if not isinstance(value, str):
            return super().resolve(value)
        try:
            return super().resolve(import_string(value))
        except ImportError as error:
            message = f"JWT2FA_AUTH[{self.name!r}] cannot be imported: {error}"
            raise ImportError(message) from error


def derive_code_token_secret_key(secret_key: str | bytes) -> str:
    """Return the key that signs code tokens under this ``SECRET_KEY``."""
    return hash_string("2fa-code-" + force_str(secret_key))


def derive_code_extension_secret(secret_key: str | bytes) -> str:
    """Return the secret that extends codes under this ``SECRET_KEY``."""
    return hash_string("2fa-ext-" + force_str(secret_key))


class Jwt2faSettings:
    """Every setting as an attribute; each access looks at the project's settings."""

    CODE_LENGTH = Setting(7, "Length of the verification code.")
    CODE_CHARACTERS = Setting("0123456789", "Alphabet of the verification code.")
    CODE_TOKEN_SECRET_KEY = DerivedSetting(
        lambda: derive_code_token_secret_key(settings.SECRET_KEY),
        "Key that signs code tokens.",
    )
    CODE_TOKEN_SECRET_KEY_FALLBACKS: Setting[Sequence[str]] = Setting(
        (), "Earlier signing keys whose code tokens are still accepted."
    )
    CODE_EXTENSION_SECRET = DerivedSetting(
        lambda: derive_code_extension_secret(settings.SECRET_KEY),
        "Secret that is appended to a code before it is hashed.",
    )
    CODE_EXPIRATION_TIME = Setting(
        timedelta(minutes=5), "How long a code token and its code are valid."
    )
    CODE_TOKEN_JTI_BYTES = Setting(16, "Bytes of randomness in the JWT ID.")
    CODE_TOKEN_THROTTLE_RATE: Setting[str | None] = Setting(
        "12/3h", "Code token requests allowed per IP address; `None`: no limit."
    )
    AUTH_TOKEN_RETRY_WAIT_TIME = Setting(
        timedelta(seconds=2), "Least time between two attempts with one code token."
    )
    MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN: Setting[int | None] = Setting(
        5, "Failed attempts before a code token is dead; `None`: no limit."
    )
    MAX_ACTIVE_CODE_TOKENS_PER_USER: Setting[int | None] = Setting(
        3, "Unexpired code tokens that a user may have; `None`: no limit."
    )
    AUTH_RESULT_ACCESS_TOKEN_KEY = Setting("access", "Key of the access token.")
    AUTH_RESULT_REFRESH_TOKEN_KEY = Setting("refresh", "Key of the refresh token.")
    AUTH_RESULT_OTHER_TOKEN_KEY = Setting("token", "Key of any other kind of token.")
    CODE_SENDER: Setting[Callable[[Any, str], Any]] = ImportedSetting(
        "drf_jwt_2fa.sending.send_verification_code_via_email",  # type: ignore[arg-type]
        "Callable `(user, code)` that sends the code, or its dotted path.",
    )
    EMAIL_SENDER_FROM_ADDRESS = DerivedSetting(
        lambda: settings.DEFAULT_FROM_EMAIL, "Sender address of the e-mail."
    )
    EMAIL_SENDER_SUBJECT_OVERRIDE: Setting[Any] = Setting(
        None, "Subject of the e-mail, with `{code}` where the code goes."
    )
    EMAIL_SENDER_BODY_OVERRIDE: Setting[Any] = Setting(
        None, "Body of the e-mail, with `{code}` where the code goes."
    )
    ERROR_CODE_IN_BODY = Setting(
        False, 'Add a stable `"code"` to the body of every error.'
    )
    SEND_USER_LOGGED_IN = Setting(
        False, "Send Django's `user_logged_in` when a login is complete."
    )

    @property
    def user_settings(self) -> Mapping[str, Any]:
        """What the project set: `JWT2FA_AUTH`, or what a test put in its place."""
        if "_user_settings" in vars(self):
            assigned: Mapping[str, Any] = vars(self)["_user_settings"]
            return assigned
        return getattr(settings, "JWT2FA_AUTH", None) or {}

    def reload(self) -> None:
        """Forget what was assigned; the project's settings count again."""
        vars(self).clear()


_SETTINGS: dict[str, Setting[Any]] = {
    name: setting
    for name, setting in vars(Jwt2faSettings).items()
    if isinstance(setting, Setting)
}


class _Defaults(Mapping[str, Any]):
    def __getitem__(self, name: str) -> Any:
        return _SETTINGS[name].default

    def __iter__(self) -> Iterator[str]:
        return iter(_SETTINGS)

    def __len__(self) -> int:
        return len(_SETTINGS)


DEFAULTS: Mapping[str, Any] = _Defaults()
IMPORT_STRINGS = tuple(
    name for name, setting in _SETTINGS.items() if isinstance(setting, ImportedSetting)
)

api_settings = Jwt2faSettings()


def _forget_assigned(*, setting: str, **kwargs: Any) -> None:
    # What a test assigned under another JWT2FA_AUTH must not outlive it.
    if setting == "JWT2FA_AUTH":
        api_settings.reload()


setting_changed.connect(_forget_assigned)
