"""The enrolment endpoints, to be included beside those of the login."""

from __future__ import annotations

from django.urls import path

from . import views

_TOTP = {"name": "totp"}
_PASSKEY = {"name": "passkey"}

urlpatterns = [
    path("totp/setup/", views.set_up_totp, _TOTP, name="totp-setup"),
    path("totp/confirm/", views.confirm_totp, _TOTP, name="totp-confirm"),
    path("totp/", views.remove_totp, _TOTP, name="totp"),
    path("passkey-login/", views.begin_passkey_login, name="passkey-login"),
    path("passkeys/setup/", views.set_up_passkey, _PASSKEY, name="passkey-setup"),
    path("passkeys/confirm/", views.confirm_passkey, _PASSKEY, name="passkey-confirm"),
    path("passkeys/", views.passkeys, _PASSKEY, name="passkeys"),
    path("passkeys/<str:uid>/", views.one_passkey, _PASSKEY, name="passkey"),
    path("recovery-codes/", views.recovery_codes, name="recovery-codes"),
    path("2fa-method/", views.second_factor_method, name="2fa-method"),
    # For any method that users enrol, a project's own included.
    path("methods/<str:name>/setup/", views.set_up_method, name="method-setup"),
    path("methods/<str:name>/confirm/", views.confirm_method, name="method-confirm"),
    path("methods/<str:name>/", views.remove_method, name="method"),
]
