import pytest
from rest_framework_simplejwt import views as simple_jwt_views

from drf_jwt_2fa import serializers, throttling, views

OPEN = ["/get-code/", "/challenge/", "/auth/", "/refresh/", "/verify/"]


def test_the_views_are_simple_jwts_with_our_serializers_and_throttles():
    for view, serializer, throttle in [
        (
            views.ObtainCodeToken,
            serializers.CodeTokenSerializer,
            throttling.CodeTokenThrottler,
        ),
        (
            views.ObtainAuthToken,
            serializers.AuthTokenSerializer,
            throttling.AuthTokenThrottler,
        ),
    ]:
        assert issubclass(view, simple_jwt_views.TokenObtainPairView)
        assert view.serializer_class is serializer
        assert view.throttle_classes == [throttle]
    assert issubclass(views.RefreshAuthToken, simple_jwt_views.TokenRefreshView)
    assert issubclass(views.VerifyAuthToken, simple_jwt_views.TokenVerifyView)


@pytest.mark.parametrize("endpoint", OPEN)
@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_every_open_endpoint_has_a_page_in_the_browsable_api(api, db, endpoint, method):
    response = getattr(api, method)(endpoint, HTTP_ACCEPT="text/html")

    assert response["Content-Type"].startswith("text/html")
    assert b"<form" in response.content
