"""The settings of a project whose codes are sent by the worker of a queue."""

import importlib.util
import os
from datetime import timedelta
from pathlib import Path

FOLDER = Path(os.environ["QUEUE_FOLDER"])

SECRET_KEY = "only for the tests, and long enough to sign with"
USE_TZ = True
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "drf_jwt_2fa.urls"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "drf_jwt_2fa",
    "django_tasks_db",
]
if not importlib.util.find_spec("django.tasks"):
    INSTALLED_APPS.append("django_tasks")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "db.sqlite3",
        "OPTIONS": {"timeout": 30},
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CELERY_BROKER_URL = os.environ.get("BROKER_URL")
JWT2FA_AUTH = {
    "CODE_SENDER": os.environ["CODE_SENDER"],
    "BACKGROUND_CODE_SENDER": "queues.project.sender.send",
    "CODE_EXPIRATION_TIME": timedelta(seconds=int(os.environ["CODE_LIFE"])),
}
