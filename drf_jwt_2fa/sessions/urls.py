"""The endpoints of sessions and devices, to be included beside those of the login."""

from __future__ import annotations

from django.urls import path

from . import device_views, views

urlpatterns = [
    path("sessions/", views.sessions, name="sessions"),
    # Not a UUID to Django, whose own 404 would be a page for people.
    path("sessions/<str:id>/", views.one_session, name="session"),
    path("devices/", device_views.trusted_devices, name="devices"),
    path("devices/<str:id>/", device_views.one_trusted_device, name="device"),
]
