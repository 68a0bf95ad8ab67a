"""Settings as attributes that look at the project's settings on each access."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, Protocol, TypeVar, overload

from django.utils.module_loading import import_string

from .kinds import Kind

T = TypeVar("T")


class Settings(Protocol):
    """An object with settings."""

    @property
    def user_settings(self) -> Mapping[str, Any]:
        """The settings of the project."""


class Setting(Generic[T]):
    """One key of ``JWT2FA_AUTH``: its default, its meaning and its kind.

    A test may also assign a value to the attribute of the settings object.
    """

    name: str

    def __init__(self, default: T, meaning: str, kind: Kind) -> None:
        self._default = default
        self.meaning = meaning
        self.kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def default(self) -> Any:
        """The value of the setting in a project that does not set it."""
        return self._default

    @overload
    def __get__(self, instance: None, owner: type) -> Setting[T]: ...

    @overload
    def __get__(self, instance: Settings, owner: type) -> T: ...

    def __get__(self, instance: Settings | None, owner: type) -> Setting[T] | T:
        if instance is None:
            return self
        if self.name in vars(instance):
            assigned: T = vars(instance)[self.name]
            return assigned
        return self._read(instance)

    def __set__(self, instance: Settings, value: T) -> None:
        # A test tool that puts the old value back must not freeze it.
        if value == self._read(instance):
            self.__delete__(instance)
        else:
            vars(instance)[self.name] = value

    def __delete__(self, instance: Settings) -> None:
        vars(instance).pop(self.name, None)

    def _read(self, instance: Settings) -> T:
        user_settings = instance.user_settings
        if self.name in user_settings:
            return self.resolve(user_settings[self.name])
        return self.resolve(self.default)

    def resolve(self, value: Any) -> T:
        """Return the value that code sees for a value that a project wrote."""
        result: T = value
        return result


class DerivedSetting(Setting[T]):
    """A setting whose default follows from Django's settings as they are now."""

    def __init__(self, derive: Callable[[], T], meaning: str, kind: Kind) -> None:
        self._derive = derive
        self.meaning = meaning
        self.kind = kind

    @property
    def default(self) -> T:
        return self._derive()


class RenamedSetting(Setting[T]):
    """A setting that drf-jwt-2fa 2.0.x has under another name, which is read, too."""

    def __init__(self, default: T, meaning: str, kind: Kind, *, former: str) -> None:
        super().__init__(default, meaning, kind)
        self.former = former

    def _read(self, instance: Settings) -> T:
        user_settings = instance.user_settings
        if self.name not in user_settings and self.former in user_settings:
            return self.resolve(user_settings[self.former])
        return super()._read(instance)


class NamedSetting(Setting[T]):
    """A setting that is a name, or a callable that returns one, or its dotted path."""

    def resolve(self, value: Any) -> T:
        """Return the name or the callable; raise `ImportError` naming the setting."""
        # Names have no dots in them.
        if isinstance(value, str) and "." in value:
            value = _import(self.name, value)
        return super().resolve(value)


class ImportedSetting(Setting[T]):
    """A setting that is an object or its dotted path."""

    def resolve(self, value: Any) -> T:
        """Return the object; raise `ImportError` naming the setting if none."""
        if isinstance(value, str):
            value = _import(self.name, value)
        return super().resolve(value)


def _import(name: str, path: str) -> Any:
    try:
        return import_string(path)
    except ImportError as error:
        message = f"JWT2FA_AUTH[{name!r}] cannot be imported: {error}"
        raise ImportError(message) from error


class Defaults(Mapping[str, Any]):
    """The values that settings have in a project that sets none, as they are now."""

    def __init__(self, settings: Mapping[str, Setting[Any]]) -> None:
        self._settings = settings

    def __getitem__(self, name: str) -> Any:
        return self._settings[name].default

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)
