"""Names, security and bodies of our operations, whatever the schema class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.permissions import SAFE_METHODS

from .cookies import add_cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from drf_spectacular.openapi import AutoSchema as Base
else:
    Base = object

# The endpoints that have a name, for each schema that is being made.
_taken: WeakKeyDictionary[Any, dict[str, tuple[str, str]]] = WeakKeyDictionary()


def name_operation(operation: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
    """Return what describes an operation, and gives it this name.

    drf-spectacular would name it by its path.  A path may begin with a digit, which no
    function can; and two paths may make the same name.

    The class of the schema stays the one that the project has.
    """

    def decorate(method: Any) -> Any:
        described = operation(method)
        schema, more = described.kwargs["schema"], {"operation_name": name}
        described.kwargs["schema"] = type("NamedSchema", (_NamedSchema, schema), more)
        return described

    return decorate


class _NamedSchema(Base):
    operation_name: str

    def get_operation_id(self) -> str:
        """Return the name, with the path if it is that of another endpoint.

        Projects may route to a view twice, say for two versions of their API.
        """
        endpoint = (self.path, self.method)
        taken = _taken.setdefault(self.registry, {})
        name = self.operation_name
        if taken.setdefault(name, endpoint) != endpoint:
            name = f"{name}_at_{super().get_operation_id()}"
        return name

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Return the operation, which says that its body is required, if it is."""
        operation: Any = super().get_operation(*args, **kwargs)
        body = operation and operation.get("requestBody")
        if body and all(
            self._has_required(media_type["schema"])
            for media_type in body["content"].values()
        ):
            body["required"] = True
        if operation and self.method not in SAFE_METHODS:
            add_cookies(operation, self.view, self.registry)
        return operation

    def _has_required(self, schema: Any) -> bool:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self.registry[name, ResolvedComponent.SCHEMA].schema
        alternatives = schema.get("oneOf")
        if alternatives:
            return all(self._has_required(one) for one in alternatives)
        return bool(schema.get("required"))

    def get_auth(self) -> list[dict[str, Any]]:
        """Return what the request has to show; an empty item says that it is nothing.

        Without one, what the schema says of all its operations would hold.
        """
        auth: list[dict[str, Any]] = super().get_auth()
        return auth if self.view.get_authenticators() else [*auth, {}]
