import functools

import pytest
from django.urls import include, path, re_path
from django.views import View
from rest_framework.decorators import api_view
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from drf_jwt_2fa.checks.routes import describe, find_views, get_classes


class Page(View):
    """A view of Django's."""


class Resource(APIView):
    """A view of REST framework's."""

    authentication_classes = property(lambda view: [])
    permission_classes = ["one"]


class Things(ViewSet):
    def list(self, request):
        """Never called."""


@pytest.fixture
def find(settings):
    def find(*patterns):
        settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": patterns})
        return [(route, view) for route, view, _options in find_views()]

    return find


def wrap(view):
    """Return a decorated view that shows what it wraps, and nothing else."""

    def decorated(request):
        """Never called."""

    decorated.__wrapped__ = view
    return decorated


def test_views_in_included_urls_with_namespaces(find):
    inner = [re_path(r"^page/(\d+)$", Page.as_view())]
    outer = [path("b/", include((inner, "inner"), namespace="x"))]

    assert find(re_path("^a/", include((outer, "outer")))) == [
        (r"a/b/page/(\d+)", Page)
    ]


def test_views_in_the_order_of_the_urls(find):
    assert find(path("z/", Page.as_view()), path("a/", Resource.as_view())) == [
        ("z/", Page),
        ("a/", Resource),
    ]


def test_the_view_sets_of_a_router(find):
    router = SimpleRouter()
    router.register("things", Things, basename="thing")

    assert find(*router.urls) == [("things/", Things)]


@pytest.mark.parametrize(
    "callback",
    [
        Resource.as_view(),
        wrap(Resource.as_view()),
        wrap(wrap(Resource.as_view())),
        functools.partial(wrap(Resource.as_view()), lookup="id"),
        functools.wraps(Resource.as_view())(lambda request: None),
    ],
)
def test_the_class_behind_decorators(find, callback):
    assert find(path("it/", callback)) == [("it/", Resource)]


def test_the_options_behind_decorators(find):
    find(path("it/", wrap(Resource.as_view(permission_classes=["other"]))))

    [(_route, view, options)] = find_views()
    assert get_classes(view, options, "permission_classes") == ["other"]


def test_functions_have_no_class(find):
    assert find(path("it/", lambda request: None)) == []


def test_functions_of_rest_framework_have_one(find):
    @api_view()
    def function(request):
        """Never called."""

    [(_route, view)] = find(path("it/", function))
    assert issubclass(view, APIView)


def test_a_decorator_that_wraps_itself_ends_somewhere(find):
    callback = wrap(None)
    callback.__wrapped__ = callback

    assert find(path("it/", callback), path("page/", Page.as_view())) == [
        ("page/", Page)
    ]


def test_classes_that_a_view_finds_for_each_request_are_unknown():
    assert get_classes(Resource, {}, "authentication_classes") == []
    assert get_classes(Resource, {"permission_classes": None}, "authentication") == []
    assert get_classes(Resource, {}, "permission_classes") == ["one"]


@pytest.mark.parametrize(
    ("routes", "text"),
    [
        (["a/"], "'a/'"),
        (["a/", "b/", "c/"], "3 routes ('a/', 'b/', 'c/')"),
        (["a/", "b/", "c/", "d/"], "4 routes ('a/', 'b/', 'c/', ...)"),
    ],
)
def test_the_first_few_routes(routes, text):
    assert describe(routes) == text
