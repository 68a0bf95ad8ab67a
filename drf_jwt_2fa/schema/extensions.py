"""The base of what describes views with several methods."""

from __future__ import annotations

from abc import abstractmethod

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.utils import extend_schema_view
from rest_framework.views import APIView

from .operations import Operation, has_own_schema


class ManagementExtension(OpenApiViewExtension):
    """The base of the extensions for views with which users manage something."""

    match_subclasses = True

    def view_replacement(self) -> type[APIView]:
        """Return the view, with schemas for the methods that have none of their own."""
        name = self.target.__name__
        described: type[APIView] = type(name, (self.target,), {})
        operations = {
            method: operation
            for method, operation in self.describe().items()
            if not has_own_schema(self.target, method)
        }
        return extend_schema_view(**operations)(described)

    @abstractmethod
    def describe(self) -> dict[str, Operation]:
        """Return what describes each method of the view."""
