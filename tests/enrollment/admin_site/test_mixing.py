"""A mixin that comes too late would protect nothing, so there is no such class."""

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.views import View

from drf_jwt_2fa.enrollment.admin_site import (
    RecentSecondFactorMixin,
    SecondFactorRequiredMixin,
    TwoFactorAdminMixin,
)
from drf_jwt_2fa.enrollment.admin_site.mixing import require_before

CASES = [
    (TwoFactorAdminMixin, AdminSite),
    (RecentSecondFactorMixin, ModelAdmin),
    (SecondFactorRequiredMixin, View),
]


@pytest.mark.parametrize(("mixin", "base"), CASES)
def test_it_has_to_come_first(mixin, base):
    good = type("Good", (mixin, base), {})
    type("Better", (good,), {})
    type("Alone", (mixin,), {})

    with pytest.raises(TypeError, match=f"Put {mixin.__name__} before"):
        type("Bad", (base, mixin), {})


def test_a_base_that_is_not_there_comes_in_no_order():
    require_before(type("Alone", (TwoFactorAdminMixin,), {}), TwoFactorAdminMixin, View)
