"""The API, and an empty page, whose owner depends on the name of the host."""

from django.http import HttpResponse
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from drf_jwt_2fa.authentication import Jwt2faAuthentication


class Me(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response({"username": request.user.get_username()})


def page(request):
    return HttpResponse("<!doctype html><title>A page</title>")


urlpatterns = [
    path("", page),
    path("api/", include("drf_jwt_2fa.urls")),
    path("api/", include("drf_jwt_2fa.enrollment.urls")),
    path("api/", include("drf_jwt_2fa.sessions.urls")),
    path("api/me/", Me.as_view()),
]
