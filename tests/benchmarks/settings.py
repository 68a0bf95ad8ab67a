"""The settings of the project that is measured: plain, and as fast as Django gets."""

import json
import os
from pathlib import Path

from benchmarks import peers

# Where its databases are, who serves its cache, and what else differs.
_given = json.loads(os.environ["BENCHMARK"])
_folder = Path(_given["folder"])
_redis = f"redis://127.0.0.1:{_given['redis_port']}"

SECRET_KEY = "only for the benchmarks, and long enough to sign with"
USE_TZ = True
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.urls"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "drf_jwt_2fa.enrollment",
    *peers.find_apps(),
]
REST_AUTH = peers.REST_AUTH


# As in production: a rollback journal is a new file for each write.
_WAL = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"


def _sqlite(name):
    # Connecting anew for each request would hide what a request costs itself.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _folder / name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"init_command": _WAL},
    }


DATABASES = {"default": _sqlite("many.sqlite3"), "few": _sqlite("few.sqlite3")}
DATABASE_ROUTERS = ["benchmarks.databases.Router"]

# It would drop facts of the logins before, with the default of 300 entries.
_local = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 1_000_000},
}
CACHES = {
    "default": _local,
    "counting": {**_local, "BACKEND": "benchmarks.counting_cache.CountingCache"},
    "redis": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{_redis}/0",
    },
    "full": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{_redis}/1",
    },
}

# All limits are the default ones: each login comes from an address of its own.
JWT2FA_AUTH = {
    "CODE_SENDER": "benchmarks.senders.remember",
    "BACKGROUND_CODE_SENDER": "benchmarks.senders.take_time",
    "CACHE_ALIAS": _given.get("cache", "default"),
}
if "hashers" in _given:
    PASSWORD_HASHERS = _given["hashers"]

# For Django 6 and later.
TASKS = {"default": {"BACKEND": "benchmarks.task_queue.QueueBackend"}}
