"""A login is finished with a session, or with an enrolment."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from testproject.admin_login import STATE, make_site

from drf_jwt_2fa.claims import STEP_UP
from drf_jwt_2fa.enrollment.admin_site.finishing import finish
from drf_jwt_2fa.enrollment.admin_site.visits import Visit
from drf_jwt_2fa.exceptions import RefusedError
from drf_jwt_2fa.login.answering import Verified
from drf_jwt_2fa.methods import CodeSender, Factors, factors_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def visit(rf, site):
    request = rf.post("/admin/login/")
    request.session, request.user = SessionStore(), AnonymousUser()
    return Visit(site, request, {})


def test_who_has_proved_all_is_signed_in(visit, user):
    response = finish(visit, Verified(user, factors_of(user), CodeSender()), BACKEND)

    assert response["Location"] == "/admin/"
    assert visit.request.session[SESSION_KEY] == str(user.pk)
    assert visit.request.session["2fa.epoch"] > 0


def test_the_methods_of_1_0_0_have_an_epoch_here_too(visit, user, settings):
    settings.JWT2FA_AUTH = {}

    finish(visit, Verified(user, Factors(), CodeSender()), BACKEND)

    assert visit.request.session["2fa.epoch"] > 0
    assert visit.site.has_permission(visit.request)


def test_who_has_not_enrols(visit, user, configure):
    configure(TRUSTED_2FA_METHODS=["totp"])

    response = finish(visit, Verified(user, factors_of(user), CodeSender()), BACKEND)

    assert response.cookies[STATE].value
    assert SESSION_KEY not in visit.request.session


def test_a_step_up_finishes_no_login(visit, user):
    verified = Verified(user, Factors(), CodeSender(), STEP_UP)

    with pytest.raises(RefusedError):
        finish(visit, verified, BACKEND)

    assert SESSION_KEY not in visit.request.session


def test_nor_does_a_login_without_the_right_to_enter(visit, user):
    user.is_staff = False

    with pytest.raises(RefusedError):
        finish(visit, Verified(user, Factors(), CodeSender()), BACKEND)

    assert SESSION_KEY not in visit.request.session


def test_without_the_cache_nobody_is_signed_in(visit, user, settings, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("drf_jwt_2fa.login.completion.finish", fail)

    with pytest.raises(ZeroDivisionError):
        finish(visit, Verified(user, factors_of(user), CodeSender()), BACKEND)

    assert SESSION_KEY not in visit.request.session
    assert make_site().has_permission(visit.request) is False
