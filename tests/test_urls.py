import pytest
from django.urls import resolve, reverse

from drf_jwt_2fa import urls, views


@pytest.mark.parametrize(
    ("name", "path", "view"),
    [
        ("get-code", "/get-code/", views.obtain_code_token),
        ("auth", "/auth/", views.obtain_auth_token),
        ("refresh", "/refresh/", views.refresh_auth_token),
        ("verify", "/verify/", views.verify_auth_token),
        ("sign-out", "/sign-out/", views.sign_out),
    ],
)
def test_every_endpoint_has_a_name_and_a_path(name, path, view):
    assert reverse(name) == path
    assert resolve(path).func is view


def test_the_names_have_no_namespace():
    assert not hasattr(urls, "app_name")
