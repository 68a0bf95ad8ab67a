"""A project caches its whole site, and answers about users go to nobody else."""

import pytest
from rest_framework_simplejwt.tokens import AccessToken

from drf_jwt_2fa.enrollment.testing import enroll_app

pytestmark = pytest.mark.urls("enrollment.urls")

ENDPOINTS = ["/2fa-method/", "/recovery-codes/"]


@pytest.fixture(autouse=True)
def _cached_site(settings):
    settings.MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]


@pytest.fixture
def bob(django_user_model):
    return django_user_model.objects.create_user("bob")


def get(api, user, endpoint, method="get"):
    token = user and AccessToken.for_user(user)
    api.credentials(**({"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}))
    return getattr(api, method)(endpoint)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nobody_gets_the_answer_of_another_user(api, user, bob, endpoint):
    enroll_app(user).make_recovery_codes()

    anns, bobs, nobodys = (get(api, one, endpoint) for one in (user, bob, None))

    assert anns.status_code == bobs.status_code == 200
    assert anns.json() != bobs.json()
    assert nobodys.status_code == 401


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_no_answer_is_in_the_cache(api, user, cache, endpoint, method):
    assert get(api, user, endpoint, method).status_code == 200

    assert not cache._cache


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_answer_says_whose_it_is(api, user, endpoint):
    for one in (user, None):
        response = get(api, one, endpoint)
        assert response["Cache-Control"] == "private, no-store"
        assert "Authorization" in response["Vary"]
