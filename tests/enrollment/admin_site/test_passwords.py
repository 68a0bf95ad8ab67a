"""The password is changed with a recent second factor."""

import pytest
from django.http import HttpResponse
from testproject.admin_login import LOGIN

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.admin_site import passwords, sessions


@pytest.fixture
def request_(with_app):
    with_app.log_in()
    return with_app.get("/admin/").wsgi_request


def set_password(request):
    user = sessions.get_user(request)
    user.set_password("battery staple")
    user.save()
    return HttpResponse("changed")


def test_this_session_follows(request_):
    response = passwords.change(request_, "admin", lambda: set_password(request_))

    assert response.content == b"changed"
    assert sessions.has_second_factor(request_)


def test_but_not_past_a_reset(request_, user):
    def change():
        changes.reset(user)
        return set_password(request_)

    passwords.change(request_, "admin", change)

    assert not sessions.has_second_factor(request_)


def test_a_proof_that_is_old_is_asked_for_again(request_, clock):
    clock.shift(301)

    response = passwords.change(request_, "admin", lambda: set_password(request_))

    assert response["Location"].startswith(LOGIN)
