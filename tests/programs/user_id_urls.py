"""The login, the enrolment endpoints, and a view that wants a recent second factor."""

from django.urls import include, path
from rest_framework.response import Response
from rest_framework.views import APIView

from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.permissions import RecentSecondFactor


class Sensitive(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [RecentSecondFactor]

    def get(self, request):
        return Response({"name": request.user.get_username()})


urlpatterns = [
    path("", include("drf_jwt_2fa.urls")),
    path("", include("drf_jwt_2fa.enrollment.urls")),
    path("sensitive/", Sensitive.as_view()),
]
