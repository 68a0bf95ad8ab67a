"""A first method is enrolled with an access token or with an enrolment token."""

import pytest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory
from testproject.enrolling import enroll, make_access_token

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.authentication import EnrollmentAuthentication
from drf_jwt_2fa.enrollment.store import begin_epoch, read_factors
from drf_jwt_2fa.login import enrollment_tokens
from drf_jwt_2fa.login.enrollment_tokens import EnrollmentToken
from drf_jwt_2fa.methods import Factors


@pytest.fixture
def token(user, clock):
    return enrollment_tokens.issue(user, begin_epoch(user, Factors()))


def authenticate(token=None, prefix="Bearer"):
    header = {"HTTP_AUTHORIZATION": f"{prefix} {token}"} if token else {}
    request = APIRequestFactory().post("/", **header)
    return EnrollmentAuthentication().authenticate(request)


def test_an_enrolment_token_tells_whose_it_is(user, token):
    found, read = authenticate(token)

    assert found == user
    assert isinstance(read, EnrollmentToken)
    assert read.key not in repr(read)


def test_an_access_token_is_left_to_the_classes_of_the_project(user):
    begin_epoch(user, Factors())

    assert authenticate(make_access_token(user)) is None


def test_without_a_token_nobody_is_authenticated(token):
    assert authenticate() is None
    assert authenticate(token, prefix="Basic") is None


@pytest.mark.parametrize("junk", ["x", "a.b.c", "\xff"])
@pytest.mark.django_db
def test_what_is_no_enrolment_token_is_left_to_them_too(junk):
    assert authenticate(junk) is None


def deactivate(user):
    user.is_active = False
    user.save()


def give_new_password(user):
    user.set_password("battery staple")
    user.save()


@pytest.mark.parametrize(
    "change",
    [changes.reset, deactivate, give_new_password, lambda user: user.delete()],
)
def test_it_ends_with_the_account_as_it_was(user, token, change):
    change(user)

    with pytest.raises(AuthenticationFailed):
        authenticate(token)


def test_what_is_void_lives_no_more(user, token):
    """Even if all that is enrolled is gone again."""
    enroll(user)
    changes.remove(user, read_factors(user), "totp")

    with pytest.raises(AuthenticationFailed):
        authenticate(token)
