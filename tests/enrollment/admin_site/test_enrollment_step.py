"""The enrolment, apart from what the stories tell of it."""

import pytest
from testproject.admin_login import INDEX, STATE

from drf_jwt_2fa.enrollment.admin_site import cookies
from drf_jwt_2fa.enrollment.admin_site.cookies import ENROLLMENT, State


@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_what_is_no_enrolment_token_enrols_nobody(staff, monkeypatch, token):
    monkeypatch.setattr(cookies, "read", lambda request: State(ENROLLMENT, token))

    page = staff.get()

    assert 'name="password"' in page.content.decode()


def test_nor_does_an_access_token(with_app, api, monkeypatch, user):
    begun = api.get_code().json()
    code = with_app.right_code()
    tokens = api.auth(begun["token"], code).json()
    state = State(ENROLLMENT, tokens["access"])
    monkeypatch.setattr(cookies, "read", lambda request: state)

    assert 'name="password"' in with_app.get().content.decode()
    assert with_app.get(INDEX).status_code == 302
    assert STATE
