"""The login of drf-jwt-2fa, and an API behind it."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("api/", include("drf_jwt_2fa.urls")),
    path("api/me/", views.me, name="me"),
]
