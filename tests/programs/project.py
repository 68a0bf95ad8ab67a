"""A small Django project that a program starts; it keeps all it has in memory."""

import django
from django.conf import settings
from django.core.management import call_command
from testproject.methods import METHODS

MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}

# The codes that were sent, oldest first.
codes = []


def send(user, code):
    codes.append(code)


def configure(*apps, **more):
    """Configure the project, with these apps and settings on top, and set it up."""
    project = {
        "SECRET_KEY": "only for a test, and long enough to sign with",
        "ALLOWED_HOSTS": ["testserver"],
        "ROOT_URLCONF": "drf_jwt_2fa.urls",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            *apps,
        ],
        "DATABASES": {"default": MEMORY},
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "USE_TZ": True,
        "JWT2FA_AUTH": {"CODE_SENDER": send},
    }
    settings.configure(**{**project, **more})
    django.setup()


def create_tables():
    for alias in settings.DATABASES:
        call_command("migrate", database=alias, run_syncdb=True, verbosity=0)


def start(*apps, **more):
    configure(*apps, **more)
    create_tables()


def start_enrolling(*apps, **more):
    """Start a project whose users enrol methods, and are told of nothing."""
    project = {
        "ROOT_URLCONF": "enrollment.urls",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "JWT2FA_AUTH": {
            "AUTH_CLAIMS": True,
            "CODE_SENDER": send,
            "CODE_TOKEN_THROTTLE_RATE": None,
            "METHODS": METHODS,
            "NOTIFIER": lambda *args, **kwargs: None,
        },
    }
    start("drf_jwt_2fa.enrollment", *apps, **{**project, **more})


def log_in(client, name="ann", password="correct horse"):
    """Log in with the code that is sent; return the tokens."""
    credentials = {"username": name, "password": password}
    token = client.post("/get-code/", credentials).json()["token"]
    answer = client.post("/auth/", {"code_token": token, "code": codes[-1]})
    assert answer.status_code == 200, answer.content
    return answer.json()
