"""The enrolment endpoints, to be included beside those of the login."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("totp/setup/", views.set_up_totp, name="totp-setup"),
    path("totp/confirm/", views.confirm_totp, name="totp-confirm"),
    path("totp/", views.remove_totp, name="totp"),
    path("recovery-codes/", views.recovery_codes, name="recovery-codes"),
    path("2fa-method/", views.second_factor_method, name="2fa-method"),
]
