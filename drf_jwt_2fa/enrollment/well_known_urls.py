"""Well-known addresses, to be included at the root of the host of ``PASSKEY_RP_ID``."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path(
        ".well-known/webauthn", views.related_origins, name="webauthn-related-origins"
    ),
    path(
        ".well-known/passkey-endpoints",
        views.passkey_endpoints,
        name="passkey-endpoints",
    ),
]
