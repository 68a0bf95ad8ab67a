"""The API of the demo site, protected by the settings."""

from django.contrib.auth import get_user_model
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import RetrieveAPIView, UpdateAPIView
from rest_framework.serializers import EmailField, ModelSerializer

from drf_jwt_2fa.permissions import RecentSecondFactor


class MeSerializer(ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ["username", "email"]


class Me(RetrieveAPIView):
    """Return the signed-in user."""

    serializer_class = MeSerializer

    @extend_schema(
        summary="Get the signed-in user",
        tags=["api"],
        responses={200: MeSerializer, 401: OpenApiResponse(dict, "Not signed in")},
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def get_object(self):
        return self.request.user


class EmailSerializer(ModelSerializer):
    # The model allows a blank one, to which no code could be sent.
    email = EmailField()

    class Meta:
        model = get_user_model()
        fields = ["email"]


class Email(UpdateAPIView):
    """Change the e-mail address that codes are sent to.

    A stolen access token is not enough: a recent second factor is required.
    """

    http_method_names = ["put", "options"]
    serializer_class = EmailSerializer
    # So short that you can see it work.  A real site allows some minutes.
    permission_classes = [RecentSecondFactor.within(seconds=10)]

    @extend_schema(
        summary="Change the e-mail address",
        tags=["api"],
        responses={
            200: EmailSerializer,
            400: OpenApiResponse(dict, "Not an e-mail address"),
            401: OpenApiResponse(dict, "Not signed in, or not recently"),
        },
    )
    def put(self, request, *args, **kwargs):
        return super().put(request, *args, **kwargs)

    def get_object(self):
        return self.request.user
