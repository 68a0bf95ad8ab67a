"""A login, a refresh and a logout with Simple JWT's blacklist app.

Prints "logged out" at the end.  A program of its own because Simple JWT decides when it
is imported whether the app is there.
"""

from project import log_in, start

start(
    "rest_framework_simplejwt.token_blacklist",
    SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True},
)

from django.contrib.auth.models import User
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken

user = User.objects.create_user("ann", "ann@example.com", "correct horse")
client = Client()


def refresh(token):
    return client.post("/refresh/", {"refresh": token})


first = log_in(client)["refresh"]
outstanding = OutstandingToken.objects.get()
assert (outstanding.user, outstanding.token) == (user, first)

second = refresh(first).json()["refresh"]
assert refresh(first).status_code == 401

RefreshToken(second).blacklist()
assert refresh(second).status_code == 401
print("logged out")
