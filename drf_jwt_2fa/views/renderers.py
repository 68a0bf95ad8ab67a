"""Choose the renderers that a project can use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from rest_framework.renderers import BrowsableAPIRenderer


def usable_renderers(renderers: Sequence[Any]) -> list[Any]:
    """Return the renderers that this project can use.

    The browsable API needs the templates of `rest_framework`, which a project need not
    have installed.
    """
    return [one for one in renderers if not _lacks_template(one)]


def _lacks_template(renderer: Any) -> bool:
    if not (isinstance(renderer, type) and issubclass(renderer, BrowsableAPIRenderer)):
        return False
    try:
        get_template(renderer.template)
    except (TemplateDoesNotExist, ImproperlyConfigured):
        return True
    return False
