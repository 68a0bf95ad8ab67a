"""The endpoints that are measured, and Simple JWT's own to compare them with."""

from benchmarks import peers
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from drf_jwt_2fa.authentication import Jwt2faAuthentication


class WhoAmI(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response({"user": request.user.pk})


class PlainWhoAmI(WhoAmI):
    authentication_classes = [JWTAuthentication]


urlpatterns = [
    path("", include("drf_jwt_2fa.urls")),
    path("who-am-i/", WhoAmI.as_view()),
    path("plain/login/", TokenObtainPairView.as_view()),
    path("plain/refresh/", TokenRefreshView.as_view()),
    path("plain/who-am-i/", PlainWhoAmI.as_view()),
    *peers.make_urls(),
]
