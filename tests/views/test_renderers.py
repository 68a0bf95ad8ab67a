import pytest
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer

from drf_jwt_2fa.views.renderers import usable_renderers

DEFAULT = [JSONRenderer, BrowsableAPIRenderer]


class OwnPages(BrowsableAPIRenderer):
    template = "nowhere.html"


def test_with_its_templates_the_browsable_api_is_usable():
    assert usable_renderers(DEFAULT) == DEFAULT


def test_without_its_templates_it_is_not(settings):
    settings.INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]

    assert usable_renderers(DEFAULT) == [JSONRenderer]


def test_without_any_templates_it_is_not(settings):
    settings.TEMPLATES = []

    assert usable_renderers(DEFAULT) == [JSONRenderer]


def test_pages_of_another_template_need_that_one():
    assert usable_renderers([OwnPages, JSONRenderer]) == [JSONRenderer]


@pytest.mark.parametrize("renderer", [JSONRenderer(), JSONRenderer])
def test_renderers_of_other_kinds_are_left_alone(renderer):
    assert usable_renderers([renderer]) == [renderer]
