"""The page of the admin."""

import re
from types import SimpleNamespace

import django.contrib.auth.admin  # noqa: F401  # The page of users.
import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.forms import model_to_dict
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import override
from testproject.enrolling import enroll, get_enrolled
from testproject.methods import PASSKEY_SETTINGS

from drf_jwt_2fa.enrollment import admin as our_admin
from drf_jwt_2fa.enrollment.models import EnrolledMethod, Passkey, TotpSecret
from drf_jwt_2fa.enrollment.testing import create_passkey

LIST = "admin:drf_jwt_2fa_enrollment_enrolledmethod_changelist"
ROW = "admin:drf_jwt_2fa_enrollment_enrolledmethod_change"
DELETION = "admin:drf_jwt_2fa_enrollment_enrolledmethod_delete"
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]


@pytest.fixture(autouse=True)
def _admin(settings):
    class Urls:
        urlpatterns = [path("admin/", admin.site.urls)]

    settings.ROOT_URLCONF = Urls
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ]
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": PROCESSORS},
        }
    ]


@pytest.fixture
def staff(client, clock, django_user_model):
    """Somebody who may see and delete, and is no superuser."""
    staff = django_user_model.objects.create_user("sue", is_staff=True)
    allowed = ["view_enrolledmethod", "delete_enrolledmethod"]
    allowed += ["view_user", "delete_user"]
    staff.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    return staff


def ask(client, rows=None):
    """Choose the reset; return the page that asks."""
    rows = EnrolledMethod.objects.all() if rows is None else rows
    data = {"action": "reset_users", "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(LIST), data)


def reset(client):
    """Choose the reset, and say yes; return the list, with what it says of it."""
    fields = read_fields(ask(client))
    return client.post(reverse(LIST), fields, follow=True)


def read_fields(page):
    """Return what the form of the page would send."""
    pattern = r'<input type="hidden" name="(\w+)" value="(\w+)">'
    fields = {}
    _before, _start, form = page.content.decode().rpartition('<form method="post">')
    for name, value in re.findall(pattern, form):
        fields.setdefault(name, []).append(value)
    return fields


def read_messages(page):
    return [str(message) for message in page.context["messages"]]


@pytest.mark.usefixtures("staff")
def test_it_shows_who_has_what_and_no_secret(client, app):
    row = EnrolledMethod.objects.get(name="totp")
    EnrolledMethod.objects.update(data="s3cret")

    pages = [client.get(reverse(LIST)), client.get(reverse(LIST), {"q": "ann"})]
    pages.append(client.get(reverse(ROW, args=[row.pk])))

    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        assert "Authenticator app" in text
        assert "ann" in text
        assert TotpSecret.objects.get().secret not in text
        assert "s3cret" not in text
    assert b">ann<" in pages[1].content
    assert b">ann<" not in client.get(reverse(LIST), {"q": "bob"}).content


@pytest.mark.usefixtures("staff", "enrolled")
def test_nothing_can_be_added_changed_or_deleted(client):
    row = EnrolledMethod.objects.get(name="totp")

    # Django before 2.2.8 takes the post, with nothing in it that can be changed.
    response = client.post(reverse(ROW, args=[row.pk]), {"name": "x"})
    assert response.status_code in (302, 403)
    assert client.post(reverse(DELETION, args=[row.pk])).status_code == 403
    add = reverse(LIST) + "add/"
    assert client.get(add).status_code == 403
    before = model_to_dict(row)
    row.refresh_from_db()
    assert model_to_dict(row) == before


def test_it_asks_before_it_resets(client, staff, user, enrolled):
    totp = EnrolledMethod.objects.get(name="totp")

    page = ask(client, [totp])

    text = page.content.decode()
    assert page.status_code == 200
    assert "Remove all methods of these users?" in text
    # All of them, whichever was chosen.
    assert "<strong>ann</strong>: Authenticator app, Recovery codes" in text
    assert get_enrolled(user) == ["totp", "recovery-code"]
    assert not LogEntry.objects.exists()
    fields = read_fields(page)
    assert fields.pop("csrfmiddlewaretoken")
    assert fields == {
        "_selected_action": [str(totp.pk)],
        "action": ["reset_users"],
        "post": ["yes"],
    }


def test_it_says_before_whom_it_will_not_reset(client, staff, user, enrolled):
    enroll(staff)

    text = ask(client).content.decode()

    assert "These users are not reset:" in text
    assert "<strong>sue</strong>: You cannot reset your own" in text


def test_whom_it_may_not_reset_it_does_not_ask_for(client, staff):
    enroll(staff)

    text = ask(client).content.decode()

    assert "Remove all methods" not in text
    assert "Yes, reset" not in text


def test_it_says_what_it_did(client, staff, user, enrolled):
    enroll(staff)

    done, refused = read_messages(reset(client))

    assert done.endswith(" was reset: ann (Authenticator app, Recovery codes).")
    assert refused == "sue: You cannot reset your own two-factor authentication."


@pytest.mark.usefixtures("staff", "enrolled")
def test_names_on_the_page_are_not_markup(client, user):
    type(user).objects.filter(pk=user.pk).update(username="<b>ann</b>")

    assert "<b>ann</b>" not in ask(client).content.decode()
    assert "<b>ann</b>" not in reset(client).content.decode()


@pytest.mark.usefixtures("staff")
def test_it_shows_what_is_left_and_what_is_wrong(client, user, recovery_codes):
    changed = EnrolledMethod.objects.get(name="recovery-code")
    first = changed.recovery_codes.first()
    changed.recovery_codes.filter(pk=first.pk).update(used_at="2030-01-01T00:00:00Z")
    EnrolledMethod.objects.filter(name="totp").update(wrong_answers=3)

    text = client.get(reverse(LIST)).content.decode()

    assert "Codes left: 9" in text
    assert "Wrong answers: 3" in text
    assert "Disabled" not in text
    assert "Preferred" not in text
    EnrolledMethod.objects.update(disabled_at="2030-01-01T00:00:00Z", is_preferred=True)
    text = client.get(reverse(LIST)).content.decode()
    assert "Preferred, Disabled" in text
    assert "Wrong answers" not in text
    page = client.get(reverse(ROW, args=[changed.pk])).content.decode()
    assert "Codes left: 9" in page
    assert "Passkeys" not in page


@pytest.mark.usefixtures("staff", "enrolled")
def test_it_shows_the_day_of_the_last_use(client):
    assert "01/02/2030" not in client.get(reverse(LIST)).content.decode()

    EnrolledMethod.objects.update(last_used_at="2030-01-02T12:00:00Z")

    assert "01/02/2030" in client.get(reverse(LIST)).content.decode()


@pytest.mark.usefixtures("staff", "enrolled")
def test_a_long_address_can_wrap(client, user):
    name = "ann@<i>example.com"
    type(user).objects.filter(pk=user.pk).update(username=name)

    text = client.get(reverse(LIST)).content.decode()

    assert "ann@<wbr>&lt;i&gt;example.<wbr>com" in text


@pytest.mark.usefixtures("staff")
def test_passkeys_are_counted_and_named(client, user, settings):
    settings.JWT2FA_AUTH = PASSKEY_SETTINGS
    for name in ("Phone", "<Notebook>"):
        create_passkey(user)
        Passkey.objects.filter(name="Passkey").update(name=name)
    row = EnrolledMethod.objects.get(name="passkey")

    assert "Passkeys: 2" in client.get(reverse(LIST)).content.decode()
    text = client.get(reverse(ROW, args=[row.pk])).content.decode()
    assert re.search(r"Phone \(\w+\. \d+, 20\d\d", text)
    assert "<br>&lt;Notebook&gt; (" in text


@pytest.mark.usefixtures("staff", "enrolled")
def test_the_list_costs_the_same_however_many_there_are(
    client, user, django_user_model, django_assert_num_queries
):
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(LIST))
    for number in range(5):
        enroll(django_user_model.objects.create_user(f"user-{number}"))

    with django_assert_num_queries(len(queries)):
        client.get(reverse(LIST))


@pytest.mark.usefixtures("staff", "enrolled")
def test_methods_are_filtered_by_the_names_that_users_know(client):
    chosen = client.get(reverse(LIST), {"name": "totp"}).content.decode()
    text = client.get(reverse(LIST)).content.decode()

    assert "1 enrolled method" in chosen
    choices = re.findall(r'href="\?name=([\w-]+)"[^>]*>\s*([\w ]+?)\s*<', text)
    assert sorted(choices) == [
        ("recovery-code", "Recovery codes"),
        ("totp", "Authenticator app"),
    ]


@pytest.mark.usefixtures("staff", "enrolled")
def test_the_names_of_methods_are_translated(client, settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_jwt_2fa"]
    with override("de"):
        pages = [client.get(reverse(LIST)), ask(client)]
        shown = str(EnrolledMethod(name="totp"))

    assert shown == "Authenticator-App"
    for page in pages:
        text = page.content.decode()
        assert "Authenticator-App" in text
        assert "Authenticator app" not in text


def test_every_label_can_be_translated():
    """They are made when a page is shown, not when the module is loaded."""
    page = admin.site._registry[EnrolledMethod]
    columns = [*page.list_display, "passkeys", "reset_users"]
    labels = [getattr(page, name).short_description for name in columns]
    fields = EnrolledMethod._meta.fields
    labels += [one.verbose_name for one in fields if one.name in page.fields]
    labels += [EnrolledMethod._meta.verbose_name_plural]

    assert len(labels) == 14
    assert all(isinstance(label, Promise) for label in labels)


def test_a_reset_is_logged_and_the_user_is_told(client, staff, user, enrolled, sent):
    page = reset(client)

    assert page.status_code == 200
    assert get_enrolled(user) == []
    [entry] = LogEntry.objects.all()
    assert (entry.user, entry.get_edited_object()) == (staff, user)
    assert entry.change_message == (
        "Two-factor authentication reset: totp, recovery-code"
    )
    assert [message.to for message in mail.outbox] == [["ann@example.com"]]
    assert [name for name, _user, _more in sent] == ["methods_reset"]


@pytest.mark.usefixtures("staff", "enrolled")
def test_a_superuser_is_reset_by_a_superuser_only(client, user, django_user_model):
    django_user_model.objects.filter(pk=user.pk).update(is_superuser=True)

    assert "Only a superuser may reset a superuser." in reset(client).content.decode()
    assert get_enrolled(user)
    assert not LogEntry.objects.exists()

    django_user_model.objects.filter(username="sue").update(is_superuser=True)
    reset(client)
    assert get_enrolled(user) == []


@pytest.mark.usefixtures("staff", "enrolled")
@pytest.mark.parametrize("is_active", [True, False])
def test_who_may_more_is_not_reset(client, user, is_active):
    """Not while they are deactivated either: they may come back."""
    user.user_permissions.add(Permission.objects.get(codename="change_user"))
    type(user).objects.filter(pk=user.pk).update(is_active=is_active)

    page = reset(client)

    assert "who has permissions that you do not have" in page.content.decode()
    assert get_enrolled(user)
    assert not LogEntry.objects.exists()
    assert not mail.outbox


@pytest.mark.usefixtures("enrolled")
def test_who_may_no_more_is_reset(client, staff, user):
    user.user_permissions.set(staff.user_permissions.all()[:2])

    reset(client)

    assert get_enrolled(user) == []


@pytest.mark.parametrize("is_superuser", [True, False])
def test_nobody_resets_themselves(client, staff, is_superuser):
    enroll(staff)
    type(staff).objects.filter(pk=staff.pk).update(is_superuser=is_superuser)

    page = reset(client)

    assert "cannot reset your own" in page.content.decode()
    assert get_enrolled(staff)


def test_of_many_those_are_reset_who_may_be(client, staff, user, django_user_model):
    boss = django_user_model.objects.create_superuser("boss", "b@example.com", "x")
    bob = django_user_model.objects.create_user("bob")
    for one in (staff, user, boss, bob):
        enroll(one)
    mail.outbox.clear()

    reset(client)

    assert [bool(get_enrolled(one)) for one in (staff, user, boss, bob)] == [
        *(True, False, True, False),
    ]
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {"ann", "bob"}


def test_user_models_need_not_come_with_permissions(rf, staff, monkeypatch):
    class Plain:
        pk, is_superuser = 4711, False

        @property
        def is_active(self):
            return True

    plain, done = Plain(), []
    rows = [SimpleNamespace(user_id=plain.pk, user=plain)]
    queryset = SimpleNamespace(select_related=lambda name: rows)
    monkeypatch.setattr(our_admin, "reset", lambda user, request: done.append(user))
    request = rf.post("/", {"post": "yes"})
    request.user = staff
    page = our_admin.EnrolledMethodAdmin(EnrolledMethod, admin.site)
    monkeypatch.setattr(page, "message_user", lambda *args: None)

    page.reset_users(request, queryset)

    assert done == [plain]


def test_who_may_only_look_cannot_reset(client, staff, user, enrolled):
    staff.user_permissions.remove(
        Permission.objects.get(codename="delete_enrolledmethod")
    )

    reset(client)

    assert get_enrolled(user)


@pytest.mark.usefixtures("staff", "enrolled")
def test_a_user_who_is_gone_in_the_meantime_is_no_error(client, user, monkeypatch):
    monkeypatch.setattr(our_admin, "reset", lambda user, request: [])

    page = reset(client)

    assert read_messages(page) == ["These users had nothing set up any more: ann."]
    assert not LogEntry.objects.exists()


@pytest.mark.usefixtures("staff")
def test_users_can_still_be_deleted(client, user, clock):
    enroll(user)
    url = reverse("admin:auth_user_delete", args=[user.pk])

    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not EnrolledMethod.objects.exists()


def count_apps(request):
    return HttpResponse(str(len(admin.site.each_context(request)["available_apps"])))


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("name", [None, "report"])
def test_a_page_of_the_project_within_the_admin_need_not_have_a_name(
    client, settings, name
):
    class Urls:
        urlpatterns = [
            path("admin/report/", admin.site.admin_view(count_apps), name=name),
            path("admin/", admin.site.urls),
        ]

    settings.ROOT_URLCONF = Urls

    response = client.get("/admin/report/")

    assert response.status_code == 200
    assert int(response.content) >= 1


def test_outside_of_any_page_whoever_may_delete_may_delete(rf, staff):
    page = admin.site._registry[EnrolledMethod]
    request = rf.get("/")
    request.user = staff

    assert page.has_delete_permission(request)
    request.resolver_match = None
    assert page.has_delete_permission(request)
