"""Refresh tokens end with a change, a reset and a step-up, with any Simple JWT.

Prints "ended" at the end.  A program of its own because Simple JWT decides when it is
imported whether its blacklist app is there.
"""

from project import codes, log_in, start_enrolling

start_enrolling(
    "rest_framework_simplejwt.token_blacklist",
    SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True},
)

from django.contrib.auth.models import User
from django.core.management import call_command
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import RefreshToken
from testproject.enrolling import App

User.objects.create_user("ann", "ann@example.com", "correct horse")
client = APIClient()


def post(path, access=None, **data):
    header = {"HTTP_AUTHORIZATION": f"Bearer {access}"} if access else {}
    return client.post(path, data, **header)


def refresh(tokens):
    """Return the new tokens, `None` if the old ones have ended."""
    response = post("/refresh/", refresh=tokens["refresh"])
    assert response.status_code in (200, 401), response.content
    return response.json() if response.status_code == 200 else None


# A step-up ends the refresh token that it is asked with, one that came of a
# rotation, too, which Simple JWT lists since 5.5 only.
mine = refresh(log_in(client))
asked_with = {"refresh": mine["refresh"]}
code_token = post("/step-up/", mine["access"], **asked_with).json()["token"]
stepped_up = post("/auth/", code_token=code_token, code=codes[-1]).json()
assert refresh(mine) is None
stepped_up = refresh(stepped_up)
assert stepped_up

plain, rotated, racing = log_in(client), refresh(log_in(client)), log_in(client)
app = App(post("/totp/setup/", stepped_up["access"]).json())

# A refresh that is under way while the owner confirms an app.
make_id, confirmed = RefreshToken.set_jti, []


def confirm_meanwhile(self):
    if not confirmed and "jti" in self.payload:
        confirmed.append(None)
        response = post("/totp/confirm/", stepped_up["access"], code=app.code())
        assert response.status_code == 200, response.content
        confirmed[0] = response.json()
    make_id(self)


RefreshToken.set_jti = confirm_meanwhile
assert refresh(racing) is None
RefreshToken.set_jti = make_id
assert confirmed[0]

assert refresh(plain) is None
assert refresh(rotated) is None
mine = refresh(confirmed[0])
assert mine
call_command("reset_2fa", "ann", verbosity=0)
assert refresh(mine) is None
print("ended")
