"""The endpoints under the names that projects reverse."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("get-code/", views.obtain_code_token, name="get-code"),
    path("challenge/", views.obtain_challenge, name="challenge"),
    path("auth/", views.obtain_auth_token, name="auth"),
    path("step-up/", views.obtain_step_up, name="step-up"),
    path("refresh/", views.refresh_auth_token, name="refresh"),
    path("verify/", views.verify_auth_token, name="verify"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
