"""The login and the enrolment with the endpoints of sessions beside them."""

from django.urls import include, path
from testproject.urls import urlpatterns as login

urlpatterns = [
    *login,
    path("", include("drf_jwt_2fa.enrollment.urls")),
    path("", include("drf_jwt_2fa.sessions.urls")),
]
