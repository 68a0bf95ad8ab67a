"""The API of the demo site, which the settings protect."""

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
    """Tell you who you are."""

    serializer_class = MeSerializer

    @extend_schema(
        responses={200: MeSerializer, 401: OpenApiResponse(dict, "Not signed in")}
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def get_object(self):
        return self.request.user


class EmailSerializer(ModelSerializer):
    # The model's own may be blank, and then no code could be sent.
    email = EmailField()

    class Meta:
        model = get_user_model()
        fields = ["email"]


class Email(UpdateAPIView):
    """Change your e-mail address, which is where your codes go.

    A stolen access token is not enough: it takes a recent second factor.
    """

    http_method_names = ["put", "options"]
    serializer_class = EmailSerializer
    # So short that you can see it ask.  A real site gives its users some minutes.
    permission_classes = [RecentSecondFactor.within(seconds=10)]

    @extend_schema(
        responses={
            200: EmailSerializer,
            400: OpenApiResponse(dict, "Not an e-mail address"),
            401: OpenApiResponse(dict, "Not signed in, or too long ago"),
        }
    )
    def put(self, request, *args, **kwargs):
        return super().put(request, *args, **kwargs)

    def get_object(self):
        return self.request.user
