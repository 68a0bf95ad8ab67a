"""The login with the enrolment endpoints beside it."""

from django.urls import include, path
from testproject.urls import urlpatterns as login

urlpatterns = [*login, path("", include("drf_jwt_2fa.enrollment.urls"))]
