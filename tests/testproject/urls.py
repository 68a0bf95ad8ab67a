"""The endpoints of the package, and an API that they protect."""

from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from drf_jwt_2fa.authentication import Jwt2faAuthentication


class WhoAmI(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response({"username": request.user.get_username()})


urlpatterns = [
    path("", include("drf_jwt_2fa.urls")),
    path("me/", WhoAmI.as_view(), name="me"),
]
