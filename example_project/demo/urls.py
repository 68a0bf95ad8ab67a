"""The endpoints of drf-jwt-2fa, an API that they protect, a page, and the admin."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from . import pages, views

urlpatterns = [
    path("", pages.page, name="page"),
    path("mailbox/", pages.mailbox, name="mailbox"),
    path("admin/", admin.site.urls),
    path("api/", include("drf_jwt_2fa.urls")),
    path("api/", include("drf_jwt_2fa.enrollment.urls")),
    path("api/", include("drf_jwt_2fa.sessions.urls")),
    path("api/me/", views.Me.as_view(), name="me"),
    path("api/email/", views.Email.as_view(), name="email"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(), name="docs"),
]
