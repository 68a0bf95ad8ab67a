"""The steps of a login read a request once, and count it if it is well-formed."""

import pytest
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from drf_jwt_2fa import views

CREDENTIALS = {"username": "ann", "password": "correct horse"}
SEEN = []


class Counting(BaseThrottle):
    """A throttle that counts what it is asked."""

    def allow_request(self, request, view):
        SEEN.append("throttle")
        return True


class Captcha(serializers.Serializer):
    """A step with a field that can be validated only once."""

    captcha = serializers.CharField()

    def validate_captcha(self, value):
        SEEN.append("captcha")
        return value


class CaptchaView(views.ObtainCodeToken):
    serializer_class = Captcha
    throttle_classes = [Counting]

    def post(self, request, *args, **kwargs):
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response({})


@pytest.fixture(autouse=True)
def _nothing_seen():
    SEEN.clear()


def test_a_field_is_validated_once_and_before_the_request_counts(rf, db):
    response = CaptchaView.as_view()(rf.post("/", {"captcha": "x"}))

    assert response.status_code == 200
    assert SEEN == ["captcha", "throttle"]


@pytest.mark.parametrize("data", [{}, {"captcha": ""}])
def test_a_malformed_request_does_not_count(rf, db, data):
    response = CaptchaView.as_view()(rf.post("/", data))

    assert response.status_code == 400
    assert SEEN == []


@pytest.mark.parametrize("method", ["get", "options"])
def test_what_is_no_step_does_not_count(rf, db, method):
    CaptchaView.as_view()(getattr(rf, method)("/"))

    assert SEEN == []


def test_the_place_in_the_limit_of_an_address_is_known(rf, user):
    places = []

    class View(views.ObtainCodeToken):
        def post(self, request, *args, **kwargs):
            places.append(self.address_place)
            return Response({})

    View.as_view()(rf.post("/", CREDENTIALS))
    View.as_view(throttle_classes=[])(rf.post("/", CREDENTIALS))

    assert places[0].key
    assert places[1] is None


def test_without_claims_there_is_no_step_up_whoever_asks(api, db, settings):
    for token in (None, "x"):
        header = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
        for accept in ("application/json", "text/html"):
            response = api.post("/step-up/", HTTP_ACCEPT=accept, **header)
            assert response.status_code == 404


def test_throttles_remember_places_so_they_stay_the_same():
    view = views.ObtainCodeToken()

    assert view.get_throttles() is view.get_throttles()
