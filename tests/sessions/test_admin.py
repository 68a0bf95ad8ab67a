"""The page of the admin."""

from types import SimpleNamespace

import django.contrib.auth.admin  # noqa: F401  # The page of users.
import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from testproject.admins import use_admin

from drf_jwt_2fa.sessions import admin as our_admin
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.testing import begin_session

LIST = "admin:drf_jwt_2fa_sessions_session_changelist"
ROW = "admin:drf_jwt_2fa_sessions_session_change"
DELETION = "admin:drf_jwt_2fa_sessions_session_delete"


@pytest.fixture(autouse=True)
def _admin(settings):
    class Urls:
        urlpatterns = [path("admin/", admin.site.urls)]

    settings.ROOT_URLCONF = Urls
    use_admin(settings)


@pytest.fixture
def sign_ins(user, clock):
    return [begin_session(user, ip="192.0.2.1"), begin_session(user)]


@pytest.fixture
def staff(client, clock, django_user_model, sign_ins):
    """Somebody who may see and delete, and is no superuser."""
    staff = django_user_model.objects.create_user("sue", is_staff=True)
    allowed = ["view_session", "delete_session", "view_user", "delete_user"]
    staff.user_permissions.set(
        Permission.objects.filter(codename__in=allowed).exclude(
            content_type__app_label="sessions"
        )
    )
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    return staff


def end(client, sign_ins):
    data = {
        "action": "end_sessions",
        "_selected_action": [one.session.pk for one in sign_ins],
    }
    return client.post(reverse(LIST), data)


def count_live():
    return Session.objects.filter(ended_at=None).count()


def test_the_list_shows_where_users_are_signed_in_and_no_token(client, staff, sign_ins):
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse(LIST), {"q": "ann"}).content.decode()

    assert "192.0.2.1" in page
    for one in sign_ins:
        assert one.refresh[-20:] not in page
    assert len(queries) < 15


def test_a_row_can_be_seen_and_not_edited(client, staff, sign_ins):
    url = reverse(ROW, args=[sign_ins[0].session.pk])

    assert client.get(url).status_code == 200
    # 403, but for the first releases of Django 2.2, which save nothing either.
    assert client.post(url, {"name": "x"}).status_code in (403, 302)
    assert sign_ins[0].session.name == ""
    deletion = reverse(DELETION, args=[sign_ins[0].session.pk])
    assert client.post(deletion, {"post": "yes"}).status_code == 403
    assert count_live() == 2


def test_staff_end_sessions_and_that_is_logged(client, staff, sign_ins, sent):
    response = end(client, sign_ins[:1])

    assert response.status_code == 302
    assert count_live() == 1
    [entry] = LogEntry.objects.all()
    assert entry.object_id == str(sign_ins[0].session.pk)
    assert entry.get_change_message() == "Session ended"
    [(name, user, more)] = sent
    assert (name, user.username, more["by"]) == ("session_ended", "ann", "staff")
    end(client, sign_ins[:1])
    assert LogEntry.objects.count() == 1


def test_one_that_ended_meanwhile_is_not_logged(client, staff, sign_ins, monkeypatch):
    monkeypatch.setattr(our_admin, "end", lambda *args: 0)

    end(client, sign_ins)

    assert not LogEntry.objects.exists()


def test_who_may_only_look_ends_nothing(client, staff, sign_ins):
    staff.user_permissions.remove(
        Permission.objects.get(
            codename="delete_session", content_type__app_label="drf_jwt_2fa_sessions"
        )
    )

    end(client, sign_ins)

    assert count_live() == 2
    assert client.get(reverse(LIST)).status_code == 200


def test_nobody_adds_one(client, staff):
    assert client.get(f"{reverse(LIST)}add/").status_code == 403


def test_a_user_can_be_deleted_with_their_sessions(client, staff, user):
    url = reverse("admin:auth_user_delete", args=[user.pk])

    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Session.objects.exists()


@pytest.mark.parametrize("match", [None, SimpleNamespace(url_name=None)])
def test_code_outside_of_a_page_may_delete(match, staff):
    request = SimpleNamespace(resolver_match=match, user=staff)

    page = our_admin.SessionAdmin(Session, admin.site)
    assert page.has_delete_permission(request)
