"""Pages under a strict policy of contents: nothing in them runs by itself."""

import re

import django
import pytest
from testproject.admin_login import MIDDLEWARE, PROCESSORS, TEMPLATES
from testproject.methods import PASSKEY_SETTINGS

from drf_jwt_2fa.enrollment.testing import create_passkey

# A script or a style without an address, a handler, or the attribute `style`.
INLINE = r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|data:"


def get_pages(staff):
    """Return all pages of a login, that of an enrolment among them."""
    yield staff.get()
    page = staff.begin()
    yield page
    page = staff.client.get(staff.answer(page)["Location"])
    yield page
    yield staff.send(page, set_up="passkey")
    yield staff.send(page, set_up="totp")


@pytest.fixture
def must_enrol(configure):
    configure(**PASSKEY_SETTINGS, TRUSTED_2FA_METHODS=["totp", "passkey"])


@pytest.mark.usefixtures("must_enrol")
def test_no_page_has_code_in_itself(staff):
    for page in get_pages(staff):
        assert not re.search(INLINE, page.content.decode())


@pytest.mark.skipif(django.VERSION < (6, 0), reason="Django has no such middleware")
@pytest.mark.usefixtures("must_enrol")
def test_django_s_policy_with_a_nonce_lets_all_of_it_load(staff, settings):
    from django.utils.csp import CSP  # noqa: PLC0415

    settings.MIDDLEWARE = [
        *MIDDLEWARE,
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
    ]
    settings.SECURE_CSP = {"default-src": [CSP.NONE], "script-src": [CSP.NONCE]}
    processors = [*PROCESSORS, "django.template.context_processors.csp"]
    options = {"context_processors": processors}
    settings.TEMPLATES = [{**TEMPLATES[0], "OPTIONS": options}]

    # The first page is Django's own, which takes no nonce before 6.1.
    _form, *pages = get_pages(staff)
    for page in pages:
        [nonce] = re.findall("'nonce-([^']+)'", page["Content-Security-Policy"])
        ours = re.findall(
            r"<(?:link|script)[^>]*drf_jwt_2fa[^>]*>", page.content.decode()
        )
        assert ours
        assert all(f'nonce="{nonce}"' in one for one in ours)


@pytest.mark.usefixtures("must_enrol")
def test_options_of_passkeys_are_no_markup(staff, user):
    create_passkey(user)

    page = staff.begin()

    assert 'data-options="{&quot;challenge&quot;' in page.content.decode()
