"""A request for the login page, and the ways to answer it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse

from drf_jwt_2fa.claims import LOGIN, STEP_UP
from drf_jwt_2fa.enrollment.admin_site.cookies import CODE, NAME, State
from drf_jwt_2fa.enrollment.admin_site.visits import StepRequest, Visit
from drf_jwt_2fa.exceptions import RefusedError


@pytest.fixture
def visit(rf, site, db):
    def visit(user=None, query="", **post):
        request = rf.post(f"/admin/login/{query}", post)
        request.session, request.user = SessionStore(), user or AnonymousUser()
        return Visit(site, request, {})

    return visit


def test_the_request_of_the_api_authenticates_nobody(rf, user):
    request = rf.post("/", {"x": "1"})
    request.user = user
    api_request = StepRequest(request)

    assert api_request.user is user
    assert request.user is user
    assert api_request.auth is None
    assert api_request.data == {}
    api_request.give(code_token="x")
    assert api_request.data == {"code_token": "x"}


def test_a_login_is_for_whom_the_form_lets_in(visit, user):
    visit().allow(user, LOGIN)
    user.is_staff = False

    with pytest.raises(RefusedError):
        visit().allow(user, LOGIN)


def test_a_step_up_is_for_who_is_signed_in(visit, user, django_user_model):
    visit(user).allow(user, STEP_UP)

    for other in (visit(), visit(django_user_model.objects.create_user("bob"))):
        with pytest.raises(RefusedError):
            other.allow(user, STEP_UP)


@pytest.mark.parametrize(
    ("query", "post", "expected"),
    [
        ("", {}, "/admin/"),
        ("?next=/x/", {}, "/x/"),
        ("?next=/x/", {"next": "/y/"}, "/y/"),
        ("?next=/x/", {"next": "//evil"}, "/admin/"),
        ("?next=//evil", {}, "/admin/"),
    ],
)
def test_where_it_leads(visit, query, post, expected):
    assert visit(query=query, **post).leave()["Location"] == expected


def test_the_next_step_knows_where_it_leads(visit):
    response = visit(query="?next=/x/&again=1").go_on(State(CODE, "token"))

    assert response["Location"] == "/admin/login/?next=%2Fx%2F"
    assert visit().go_on(State(CODE, "token"))["Location"] == "/admin/login/"
    assert response.cookies[NAME]["path"] == "/admin/login/"


def test_starting_over_asks_for_the_password(visit):
    assert visit(query="?next=/x/").start_over()["Location"] == (
        "/admin/login/?next=%2Fx%2F&other=1"
    )


def test_a_cookie_is_deleted_where_there_is_one(visit):
    one, other = visit(), visit()
    other.request.COOKIES[NAME] = "x"
    responses = HttpResponse(), HttpResponse()

    one.end(responses[0])
    other.end(responses[1])

    assert NAME not in responses[0].cookies
    assert NAME in responses[1].cookies


@pytest.mark.parametrize(
    ("query", "expected"), [("", True), ("?other=1", False), ("?again=1", True)]
)
def test_who_is_signed_in_is_asked_for_the_second_factor_alone(
    visit, user, query, expected
):
    assert visit(user, query).takes_step_up is expected
    assert visit(None, query).takes_step_up is False


def test_without_rights_only_if_it_is_asked_for(visit, user):
    user.is_staff = False

    assert not visit(user).takes_step_up
    assert visit(user, "?again=totp").takes_step_up
    assert visit(user, "?again=totp").again == "totp"


def test_the_purpose_is_that_of_the_state(visit):
    one = visit()
    assert one.purpose == LOGIN

    one.state = State(CODE, "token", STEP_UP)

    assert one.purpose == STEP_UP
