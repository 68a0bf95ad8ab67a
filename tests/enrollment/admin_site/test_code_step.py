"""The second step, apart from what the stories tell of it."""

import json

import pytest
from django.contrib.auth import SESSION_KEY
from testproject.admin_login import INDEX, STATE, Staff, make_site, make_urls, read_text
from testproject.cards import Card
from testproject.methods import PASSKEY_SETTINGS

from drf_jwt_2fa.enrollment import passwordless
from drf_jwt_2fa.enrollment.admin_site import TwoFactorAdminSite, cookies
from drf_jwt_2fa.enrollment.admin_site.cookies import CODE, State
from drf_jwt_2fa.enrollment.testing import create_passkey
from drf_jwt_2fa.methods import CREDENTIAL
from drf_jwt_2fa.token_manager import CodeTokenManager
from drf_jwt_2fa.utils import get_code_token_hash


class Reader(Card):
    """A method whose answers take a script that the admin does not have."""

    name = "reader"
    answer_field = CREDENTIAL


class OwnManager(CodeTokenManager):
    """A project's own: it vouches for users by itself."""

    def check_code_token_and_code(self, token, code):
        return self.decode_token(str(token))["uid"]


def test_an_answer_without_a_code_counts_nowhere(staff):
    page = staff.begin()

    page = staff.send(page, code="")

    assert "This field is required." in read_text(page)
    assert staff.answer(page).status_code == 302


def test_a_code_token_of_a_login_by_passkey_signs_nobody_in(
    staff, user, configure, rf, monkeypatch
):
    """Somebody would have to sign the cookie; but no password came before it."""
    configure(**PASSKEY_SETTINGS)
    key = create_passkey(user)
    method = passwordless.find_login_method()
    begun = passwordless.begin(method, CodeTokenManager())
    state = State(CODE, begun["token"])
    monkeypatch.setattr(cookies, "read", lambda request: state)

    page = staff.get()
    credential = json.dumps(key.answer(begun["challenge"]))
    step = get_code_token_hash(begun["token"])
    answered = staff.post(step=step, credential=credential)

    assert 'name="password"' in page.content.decode()
    assert 'name="password"' in answered.content.decode()
    assert SESSION_KEY not in staff.session


def test_methods_without_a_page_are_not_offered(staff, configure):
    configure(METHODS=["drf_jwt_2fa.methods.CodeSender", f"{__name__}.Reader"])

    page = staff.begin()

    assert "reader" not in page.content.decode()


def test_a_project_s_own_manager_is_asked(staff, settings):
    class Site(TwoFactorAdminSite):
        token_manager_class = OwnManager

    settings.ROOT_URLCONF = make_urls(make_site(Site))

    assert staff.answer(staff.begin(), "anything")["Location"] == INDEX
    assert staff.is_in


def test_an_account_that_has_changed_ends_the_login(staff, user):
    staff.begin()
    user.set_password("battery staple")
    user.save()

    page = staff.get()

    assert "log in again" in read_text(page)
    assert not page.cookies[STATE].value


@pytest.mark.parametrize("fields", [{"code": "1"}, {"method": "totp"}, {}])
def test_only_the_page_of_this_code_token_answers_it(staff, fields):
    staff.begin()

    page = staff.post(**fields)

    assert "out of date" in read_text(page)
    assert isinstance(staff, Staff)
