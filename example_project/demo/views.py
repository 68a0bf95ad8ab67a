"""The API of the demo site, which the settings protect."""

from django.contrib.auth import get_user_model
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import RetrieveAPIView
from rest_framework.serializers import ModelSerializer


class MeSerializer(ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ["username", "email"]


class Me(RetrieveAPIView):
    """Tell you who you are."""

    serializer_class = MeSerializer

    @extend_schema(
        responses={200: MeSerializer, 401: OpenApiResponse(dict, "Not signed in")}
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def get_object(self):
        return self.request.user
