import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from needs import require_module
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import AccessToken

from drf_jwt_2fa import permissions
from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.exceptions import InsufficientUserAuthenticationError
from drf_jwt_2fa.methods import Method
from drf_jwt_2fa.permissions import RecentSecondFactor

ANN = SimpleNamespace(is_authenticated=True)


MAILED = {"acr": "code-sender", "amr": ["pwd", "otp", "mfa"]}


def is_let_in(permission, user=ANN, **claims):
    token = AccessToken()
    token.payload.update({**MAILED, **claims})
    request = SimpleNamespace(user=user, auth=token)
    try:
        return permission().has_permission(request, APIView())
    except InsufficientUserAuthenticationError as error:
        return error


@pytest.fixture(autouse=True)
def _clock(clock):
    """Time stands still."""


class App(Method):
    """A method beside the default one."""

    name = "totp"


@pytest.fixture
def with_app(settings, monkeypatch):
    """A second method is configured; where it is enrolled is another matter."""
    settings.JWT2FA_AUTH = {
        "METHODS": ["drf_jwt_2fa.methods.CodeSender", f"{__name__}.App"]
    }
    monkeypatch.setattr(permissions, "get_store", lambda: None)


@pytest.mark.parametrize("age", [0, 1, 299, 300, -1, -10])
def test_a_recent_second_factor_lets_in(age):
    assert is_let_in(RecentSecondFactor, auth_time=int(time.time()) - age) is True


@pytest.mark.parametrize("age", [301, 10**6, -11, -300])
def test_an_old_or_future_one_does_not(age):
    error = is_let_in(RecentSecondFactor, auth_time=int(time.time()) - age)

    assert error.max_age == 300
    assert error.acr_values == ()


@pytest.mark.parametrize("odd", [None, "now", "1893456000", 1893456000.0, True, [], {}])
def test_an_ill_typed_one_does_not(odd):
    assert isinstance(
        is_let_in(RecentSecondFactor, auth_time=odd),
        InsufficientUserAuthenticationError,
    )


def test_a_missing_one_does_not():
    assert isinstance(
        is_let_in(RecentSecondFactor), InsufficientUserAuthenticationError
    )


@pytest.mark.parametrize("auth", [None, "a session", object(), {"auth_time": ...}])
def test_another_kind_of_authentication_does_not(auth):
    # ID tokens of OpenID Connect tell the time of any login in the same claim.
    if isinstance(auth, dict):
        auth = {"auth_time": int(time.time()), "acr": "0"}
    request = SimpleNamespace(user=ANN, auth=auth)

    with pytest.raises(InsufficientUserAuthenticationError):
        RecentSecondFactor().has_permission(request, APIView())


def test_how_recent_it_is_can_be_set(settings):
    settings.JWT2FA_AUTH = {"STEP_UP_MAX_AGE": timedelta(seconds=10)}
    now = int(time.time())

    assert is_let_in(RecentSecondFactor, auth_time=now - 10) is True
    assert is_let_in(RecentSecondFactor, auth_time=now - 11).max_age == 10


def test_how_recent_it_is_can_be_said_where_it_is_asked_for():
    now = int(time.time())
    hasty = RecentSecondFactor.within(minutes=1)

    assert is_let_in(hasty, auth_time=now - 60) is True
    assert is_let_in(hasty, auth_time=now - 61).max_age == 60
    assert is_let_in(RecentSecondFactor, auth_time=now - 61) is True


def test_no_time_at_all_is_not_the_setting():
    at_once = RecentSecondFactor.within(seconds=0)

    assert is_let_in(at_once, auth_time=int(time.time()) - 1).max_age == 0


def test_no_method_at_all_is_not_any_method():
    with pytest.raises(TypeError):
        RecentSecondFactor.by(*[])


@pytest.mark.usefixtures("with_app")
def test_the_methods_can_be_said():
    now = int(time.time())
    choosy = RecentSecondFactor.by("totp", "code-sender")

    assert is_let_in(choosy, auth_time=now, acr="totp") is True
    for odd in ("password", None, 7, ["totp"]):
        error = is_let_in(choosy, auth_time=now, acr=odd)
        assert error.acr_values == ("totp", "code-sender")


@pytest.mark.usefixtures("with_app")
@pytest.mark.parametrize(
    "both",
    [
        RecentSecondFactor.within(seconds=30).by("totp"),
        RecentSecondFactor.by("totp").within(seconds=30),
    ],
)
def test_both_can_be_said(both):
    now = int(time.time())

    assert is_let_in(both, auth_time=now, acr="totp") is True
    assert is_let_in(both, auth_time=now - 31, acr="totp").max_age == 30
    assert is_let_in(both, auth_time=now, acr="x").acr_values == ("totp",)


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_is_asked_to_step_up_who_is_not_logged_in(user):
    assert is_let_in(RecentSecondFactor, user, auth_time=int(time.time())) is False


class Sensitive(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [RecentSecondFactor.within(minutes=1).by("totp")]

    def post(self, request):
        return Response({})


def answer(view=Sensitive, user=ANN, token=None):
    request = APIRequestFactory().post("/")
    if user:
        force_authenticate(request, user, token)
    response = view.as_view()(request)
    response.render()
    return response


def test_the_answer_says_how_to_go_on():
    response = answer(token=AccessToken())

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == (
        'Bearer error="insufficient_user_authentication", max_age="60",'
        ' acr_values="totp"'
    )
    assert response.data == {
        "detail": "Please confirm that it is you.",
        "code": "insufficient_user_authentication",
    }


def test_any_method_goes_without_saying():
    error = InsufficientUserAuthenticationError(300)

    assert error.auth_header == (
        'Bearer error="insufficient_user_authentication", max_age="300"'
    )


@pytest.mark.parametrize("types", [("JWT", "Bearer"), ["JWT"], "JWT"])
def test_the_answer_names_the_scheme_that_simple_jwt_takes(settings, types):
    settings.SIMPLE_JWT = {"AUTH_HEADER_TYPES": types}

    challenge = answer(token=AccessToken())["WWW-Authenticate"]

    assert challenge.startswith('JWT error="insufficient_user_authentication", max_age')


@pytest.mark.parametrize(("asked", "max_age"), [(0, 0), (0.9, 0), (1, 1), (90, 90)])
def test_the_answer_has_the_age_that_the_view_asks_for(asked, max_age):
    narrowed = RecentSecondFactor.within(seconds=asked)
    view = type("View", (Sensitive,), {"permission_classes": [narrowed]})

    assert (
        f'max_age="{max_age}"' in answer(view, token=AccessToken())["WWW-Authenticate"]
    )


@pytest.mark.integration
def test_a_handler_that_lists_errors_lists_this_one_once(settings):
    require_module("drf_standardized_errors")
    settings.REST_FRAMEWORK = {
        "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler"
    }

    response = answer(token=AccessToken())

    [error] = response.data["errors"]
    assert error["code"] == "insufficient_user_authentication"
    assert error["detail"] == "Please confirm that it is you."
    assert response["WWW-Authenticate"].startswith("Bearer error=")


def test_who_is_not_logged_in_gets_the_usual_401():
    response = answer(user=None)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response.data["detail"].code == NotAuthenticated.default_code


def test_it_asks_for_objects_too():
    # `IsOwner | RecentSecondFactor` does not ask it before, on older releases.
    request = SimpleNamespace(user=ANN, auth=AccessToken())

    with pytest.raises(InsufficientUserAuthenticationError):
        RecentSecondFactor().has_object_permission(request, APIView(), object())
    request.auth.payload.update(MAILED, auth_time=int(time.time()))
    assert RecentSecondFactor().has_object_permission(request, APIView(), object())


def test_it_goes_together_with_other_permissions():
    class Both(Sensitive):
        permission_classes = [IsAuthenticated & RecentSecondFactor]

    token = AccessToken()
    assert answer(Both, token=token).status_code == 401
    token.payload.update(MAILED, auth_time=int(time.time()))
    assert answer(Both, token=token).status_code == 200


def test_who_was_asked_for_none_has_no_recent_second_factor():
    now = int(time.time())

    for permission in (RecentSecondFactor, RecentSecondFactor.by("no-2fa")):
        assert isinstance(
            is_let_in(permission, auth_time=now, acr="no-2fa"),
            InsufficientUserAuthenticationError,
        )


@pytest.mark.parametrize("acr", [None, "", 7, True, ["code-sender"], {}, "0", "gone"])
def test_a_second_factor_by_no_method_is_none(acr):
    assert isinstance(
        is_let_in(RecentSecondFactor, auth_time=int(time.time()), acr=acr),
        InsufficientUserAuthenticationError,
    )


@pytest.mark.parametrize("amr", [None, "mfa", "pwd mfa", {"mfa": 1}, 7, [], ["pwd"]])
def test_without_multiple_factors_there_is_no_second_one(amr):
    assert isinstance(
        is_let_in(RecentSecondFactor, auth_time=int(time.time()), amr=amr),
        InsufficientUserAuthenticationError,
    )


def test_the_least_age_counts_of_several():
    now = int(time.time())
    narrowed = RecentSecondFactor.within(seconds=30)

    for both in (narrowed.within(minutes=9), narrowed.by("code-sender").within(days=1)):
        assert is_let_in(both, auth_time=now - 30) is True
        assert is_let_in(both, auth_time=now - 31).max_age == 30
    assert is_let_in(narrowed.within(seconds=5), auth_time=now - 6).max_age == 5


@pytest.mark.usefixtures("with_app")
def test_methods_that_are_named_twice_have_to_be_among_both():
    now = int(time.time())
    both = RecentSecondFactor.by("totp", "passkey").by("code-sender", "totp")

    assert is_let_in(both, auth_time=now, acr="totp") is True
    assert is_let_in(both, auth_time=now, acr="code-sender").acr_values == ("totp",)


def test_methods_that_exclude_one_another_are_an_error():
    with pytest.raises(ValueError, match="Only totp"):
        RecentSecondFactor.by("totp").by("code-sender")


class Misnamed(Method):
    """A method with the name of logins on a trusted device."""

    name = "trusted-device"


@pytest.mark.parametrize("amr", [["pwd"], ["pwd", "mfa"]])
def test_a_trusted_device_is_no_second_factor_whatever_its_claims_say(
    amr, with_app, settings
):
    settings.JWT2FA_AUTH = {"METHODS": [f"{__name__}.Misnamed"]}
    now = int(time.time())

    refused = is_let_in(RecentSecondFactor, auth_time=now, acr=Misnamed.name, amr=amr)
    assert isinstance(refused, InsufficientUserAuthenticationError)
