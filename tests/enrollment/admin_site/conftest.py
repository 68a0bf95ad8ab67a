"""A project whose admin is behind the second factor, and its staff."""

import pytest
from django.core import mail
from django.test import Client
from testproject.admin_login import MIDDLEWARE, TEMPLATES, Staff, make_site, make_urls
from testproject.enrolling import enroll


@pytest.fixture
def site():
    return make_site()


@pytest.fixture(autouse=True)
def _admin(settings, site):
    settings.ROOT_URLCONF = make_urls(site)
    settings.MIDDLEWARE = MIDDLEWARE
    settings.TEMPLATES = TEMPLATES


@pytest.fixture
def user(user):
    """She may do everything in the admin."""
    user.is_staff = user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def staff(user, clock):
    """Somebody who has set nothing up."""
    return Staff(Client(), clock)


@pytest.fixture
def with_app(staff, user):
    """Somebody who has set an app up."""
    staff.app, staff.recovery_codes = enroll(user)
    staff.clock.shift(30)
    mail.outbox.clear()
    return staff


@pytest.fixture
def elsewhere(staff, user):
    """Somebody whose session was made by a login that takes a password only."""
    staff.client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return staff
