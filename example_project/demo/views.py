"""The API of the demo site, which the settings protect."""

from rest_framework.decorators import api_view
from rest_framework.response import Response


@api_view(["GET"])
def me(request):
    """Tell you who you are."""
    user = request.user
    return Response({"username": user.get_username(), "email": user.email})
