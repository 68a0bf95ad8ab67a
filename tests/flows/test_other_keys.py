"""Tokens whose user keys are of another kind than those of the user model."""

import pytest
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken
from testproject.models import Member

UUID = "6e1f7d1a-3c1e-4a0b-9a56-1d7c9c5b1f00"
KEYS = [
    "x", "", " ", UUID, "\x00", "1e3", "\ud800".encode("utf-16", "surrogatepass").hex(),
    10**30, -(10**30), 1.5, True, None, [], [1], {}, {"pk": 1}, "9" * 400,
]  # fmt: skip


def make(token_class, key, **more):
    token = token_class()
    token.payload.update(user_id=key, **more)
    return str(token)


@pytest.fixture(params=["auth.User", "testproject.Member"])
def model(request, settings, db):
    settings.AUTH_USER_MODEL = request.param
    return request.param


@pytest.fixture
def endpoints(with_app, db):
    return [
        ("post", "/step-up/"),
        ("post", "/totp/setup/"),
        ("post", "/totp/confirm/"),
        ("delete", "/totp/"),
        ("post", "/recovery-codes/"),
        ("get", "/recovery-codes/"),
        ("get", "/2fa-method/"),
        ("post", "/2fa-method/"),
        ("get", "/me/"),
    ]


@pytest.mark.parametrize("key", KEYS)
def test_an_access_token_is_a_401_everywhere(device, endpoints, key):
    token = make(AccessToken, key, auth_time=1893456000, acr="code-sender")

    for verb, path in endpoints:
        response = device.call(path, token, verb=verb)
        assert (path, response.status_code) == (path, 401)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("epoch", [{}, {"2fa_epoch": 1}, {"2fa_epoch": []}])
@pytest.mark.parametrize("key", KEYS)
def test_a_refresh_token_is_a_401(device, settings, key, epoch):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}
    token = make(RefreshToken, key, **epoch)

    assert device.post("/refresh/", refresh=token).status_code == 401


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("key", KEYS)
def test_verifying_is_no_error(device, key):
    for token_class in (AccessToken, RefreshToken, SlidingToken):
        response = device.api.post("/verify/", {"token": make(token_class, key)})
        assert response.status_code in (200, 401)


def test_a_user_of_another_model_is_found_by_their_own_key(db, settings, device):
    settings.AUTH_USER_MODEL = "testproject.Member"
    member = Member.objects.create_user("ann@example.com", "correct horse")

    token = str(AccessToken.for_user(member))

    assert device.call("/me/", token, verb="get").status_code == 200


@pytest.mark.parametrize("path", ["/totp/setup/", "/totp/confirm/"])
@pytest.mark.parametrize("auth", [None, "a session", object()])
def test_other_authentication_is_a_401_with_a_hint(ann, caplog, path, auth):
    from drf_jwt_2fa.enrollment import views  # noqa: PLC0415

    view = views.set_up_method if "setup" in path else views.confirm_method
    request = APIRequestFactory().post(path, {"code": "123456"})
    force_authenticate(request, ann.user, auth)

    response = view(request, name="totp")

    assert response.status_code == 401
    assert type(auth).__name__ in caplog.text


def test_a_step_up_without_a_token_is_a_401_where_there_is_an_epoch(ann, caplog):
    from drf_jwt_2fa import views  # noqa: PLC0415

    ann.log_in()
    request = APIRequestFactory().post("/step-up/")
    force_authenticate(request, ann.user)

    assert views.obtain_step_up(request).status_code == 401
    assert "request.auth is of type NoneType" in caplog.text
