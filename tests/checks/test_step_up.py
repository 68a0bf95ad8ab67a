"""Views that need claims that tokens do not have."""

import pytest
from django.urls import path
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.views import APIView

from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.permissions import RecentSecondFactor

from .conftest import Urls


class Sensitive(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [IsAuthenticated & ~RecentSecondFactor.within(minutes=1)]


class Open(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [IsAuthenticated | IsAdminUser]


@pytest.mark.parametrize(
    "view",
    [
        Sensitive.as_view(),
        Open.as_view(permission_classes=[RecentSecondFactor]),
        Open.as_view(permission_classes=[IsAuthenticated | RecentSecondFactor]),
    ],
)
def test_a_view_that_wants_claims_that_no_token_has(project, find, view):
    project.ROOT_URLCONF = Urls(path("pay/", view), path("open/", Open.as_view()))

    [one] = find()
    assert one.id == "drf_jwt_2fa.E012"
    assert "'pay/'" in one.msg

    project.JWT2FA_AUTH["AUTH_CLAIMS"] = True
    assert not find()


class Choosing(APIView):
    """Its classes are known when there is a request."""

    authentication_classes = property(lambda view: [Jwt2faAuthentication])
    permission_classes = property(lambda view: [RecentSecondFactor])


def test_no_check_stumbles_over_views_that_choose_for_each_request(project, found_ids):
    project.ROOT_URLCONF = Urls(
        path("choose/", Choosing.as_view()),
        path("none/", Open.as_view(permission_classes=None)),
    )

    assert found_ids() == []


def test_claims_of_a_wrong_type_are_reported_once(project, found_ids):
    project.JWT2FA_AUTH["AUTH_CLAIMS"] = 7

    assert found_ids() == ["E002"]
