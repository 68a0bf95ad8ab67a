"""The settings of a site that a test runs: what it wrote into the site's folder."""

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

FOLDER = Path(os.environ["SITE_FOLDER"])


class LiveSettings(Mapping):
    """What the folder's `limits.json` says at the moment.

    The package reads its settings live, so one site can serve tests of many limits.
    """

    def __getitem__(self, name):
        value = self._read()[name]
        return timedelta(seconds=value) if name.endswith("_TIME") else value

    def __iter__(self):
        return iter(self._read())

    def __len__(self):
        return len(self._read())

    def _read(self):
        return json.loads((FOLDER / "limits.json").read_bytes())


SECRET_KEY = "only for the tests, and long enough to sign with"
USE_TZ = True
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "drf_jwt_2fa.urls"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
PASSWORD_HASHERS = ["concurrency.project.witnesses.SlowHasher"]
JWT2FA_AUTH = LiveSettings()

_servers = json.loads((FOLDER / "servers.json").read_bytes())
CACHES = {"default": _servers["cache"]}
DATABASES = {"default": _servers["database"]}
