"""The login of drf-jwt-2fa, an API behind it, and a page that uses both."""

from django.urls import include, path

from . import pages, views

urlpatterns = [
    path("", pages.page, name="page"),
    path("mailbox/", pages.mailbox, name="mailbox"),
    path("api/", include("drf_jwt_2fa.urls")),
    path("api/me/", views.me, name="me"),
]
