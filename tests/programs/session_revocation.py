"""Sessions in a project that had Simple JWT's blacklist app, and checks passwords.

Prints "as it should be" at the end.
"""

from project import codes, log_in, start_enrolling

start_enrolling(
    "rest_framework_simplejwt.token_blacklist",
    "drf_jwt_2fa.sessions",
    ROOT_URLCONF="sessions.urls",
    SIMPLE_JWT={
        "CHECK_REVOKE_TOKEN": True,
        "ROTATE_REFRESH_TOKENS": True,
        "BLACKLIST_AFTER_ROTATION": True,
    },
)

from django.contrib.auth.models import User
from django.test import Client
from rest_framework_simplejwt.tokens import RefreshToken

from drf_jwt_2fa.sessions.models import Session

ann = User.objects.create_user("ann", "ann@example.com", "correct horse")
client = Client()


def refresh(token):
    response = client.post("/refresh/", {"refresh": str(token)})
    return response.status_code, response.json()


def get_code(token):
    return refresh(token)[1].get("code")


# From before the app.
blacklisted, adopted = RefreshToken.for_user(ann), RefreshToken.for_user(ann)
blacklisted.blacklist()
assert get_code(blacklisted) == "token_not_valid"
status, answer = refresh(adopted)
assert (status, refresh(adopted)[1]["refresh"]) == (200, answer["refresh"])
assert Session.objects.count() == 1

# Whatever the settings say, a second tab is not signed out.
tokens = log_in(client)
status, first = refresh(tokens["refresh"])
status, second = refresh(tokens["refresh"])
assert first["refresh"] == second["refresh"]
session = RefreshToken(first["refresh"])["sid"]

# A step-up keeps the session, and its old refresh token is blacklisted on request.
header = {"HTTP_AUTHORIZATION": f"Bearer {first['access']}"}
begun = client.post("/step-up/", {"refresh": first["refresh"]}, **header).json()
proof = {"code_token": begun["token"], "code": codes[-1]}
stepped_up = client.post("/auth/", proof).json()
assert RefreshToken(stepped_up["refresh"])["sid"] == session
assert get_code(first["refresh"]) == "token_not_valid"
status, third = refresh(stepped_up["refresh"])
assert status == 200

# A new password: the same answer for both tokens, however often.
ann.set_password("another horse")
ann.save()
for _ in range(2):
    assert get_code(third["refresh"]) == "password_changed"
    header = {"HTTP_AUTHORIZATION": f"Bearer {third['access']}"}
    assert client.get("/sessions/", **header).json()["code"] == "password_changed"
assert get_code(RefreshToken.for_user(ann)) is None
print("as it should be")
