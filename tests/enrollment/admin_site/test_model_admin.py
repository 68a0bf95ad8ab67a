"""Pages that take a recent second factor."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.auth import get_user_model
from testproject.admin_login import LOGIN, SudoAdmin, make_site, make_urls
from testproject.enrolling import enroll, get_enrolled

from drf_jwt_2fa.enrollment.admin import EnrolledMethodAdmin
from drf_jwt_2fa.enrollment.models import EnrolledMethod


class Strict(SudoAdmin):
    second_factor_max_age = timedelta(seconds=10)
    second_factor_methods = ("totp",)


def test_it_may_be_stricter(with_app, settings):
    site = make_site()
    site.unregister(EnrolledMethod)
    site.register(EnrolledMethod, Strict)
    settings.ROOT_URLCONF = make_urls(site)
    url = "/admin/drf_jwt_2fa_enrollment/enrolledmethod/add/"
    with_app.log_in()
    assert with_app.get(url).status_code == 200

    with_app.clock.shift(11)

    assert "again=totp" in with_app.get(url)["Location"]


def test_its_site_has_to_ask_for_one():
    page = SudoAdmin(get_user_model(), admin.AdminSite())

    [found] = [one for one in page.check() if one.id.startswith("drf_jwt_2fa")]
    assert found.id == "drf_jwt_2fa.E060"
    assert found.is_serious()
    assert "SudoAdmin takes a recent second factor" in found.msg
    assert "TwoFactorAdminConfig" in found.hint


def test_ours_does():
    page = SudoAdmin(get_user_model(), make_site())

    assert not [one for one in page.check() if one.id.startswith("drf_jwt_2fa")]


def test_a_reset_takes_a_recent_one_where_the_admin_is_covered(
    with_app, settings, django_user_model
):
    site = make_site()
    site.unregister(EnrolledMethod)
    site.register(EnrolledMethod, EnrolledMethodAdmin)
    settings.ROOT_URLCONF = make_urls(site)
    bob = django_user_model.objects.create_user("bob")
    enroll(bob)
    url = "/admin/drf_jwt_2fa_enrollment/enrolledmethod/"
    row = EnrolledMethod.objects.get(user=bob, name="totp")
    reset = {"action": "reset_users", "_selected_action": row.pk, "post": "yes"}
    with_app.log_in()
    with_app.clock.shift(301)

    assert with_app.post(url, **reset)["Location"].startswith(LOGIN)
    assert get_enrolled(bob) == ["totp", "recovery-code"]

    page = with_app.get(again="1")
    page = with_app.client.get(with_app.send(page, confirm="1")["Location"])
    with_app.answer(page)
    with_app.post(url, **reset)
    assert get_enrolled(bob) == []
