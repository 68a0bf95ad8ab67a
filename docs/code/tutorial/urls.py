from django.urls import include, path

from . import views

urlpatterns = [
    path("api/auth/", include("drf_jwt_2fa.urls")),
    path("api/me/", views.me),
]
