"""An API, and pages of its own and of others: one server under several names."""

import json
import subprocess
import sys
from pathlib import Path

from browser.cookies.certificates import write_certificate
from concurrency.servers import HOST, Server

TESTS = Path(__file__).resolve().parents[2]

# To browsers, two names are of one site if they end in the same registrable domain.
API = "api.house.test"
APP = "app.house.test"
SIBLING = "evil.house.test"
PARTNER = "app.partner.test"
STRANGER = "stranger.test"

USERS = ("ann", "bob")


class Site(Server):
    """Gunicorn, which answers to all of the names."""

    scheme = "https"

    def __init__(self, folder, jwt2fa_auth=None, listed=(), **settings):
        super().__init__(folder)
        origins = [self.origin(name) for name in listed]
        chosen = {
            "CORS_ALLOWED_ORIGINS": origins,
            **settings,
            "JWT2FA_AUTH": {"COOKIE_ORIGINS": origins, **(jwt2fa_auth or {})},
        }
        (folder / "settings.json").write_text(json.dumps(chosen))
        subprocess.run(
            [sys.executable, "-m", "browser.cookies.project.prepare", *USERS],
            cwd=folder,
            env=self.environment(),
            check=True,
        )

    def command(self):
        return [
            *(sys.executable, "-m", "gunicorn", "browser.cookies.project.wsgi"),
            *("--bind", f"{HOST}:{self.port}", "--no-control-socket"),
            *("--workers", "1", "--threads", "8"),
            *self.tls_options(),
        ]

    def tls_options(self):
        certificate, key = write_certificate(self.folder)
        return ["--certfile", str(certificate), "--keyfile", str(key)]

    def environment(self):
        return {
            **super().environment(),
            "DJANGO_SETTINGS_MODULE": "browser.cookies.project.settings",
            "PYTHONPATH": str(TESTS),
            "SITE_FOLDER": str(self.folder),
        }

    def origin(self, name):
        return f"{self.scheme}://{name}:{self.port}"

    @property
    def last_code(self):
        return self._read("codes")[-1]["code"]

    @property
    def requests(self):
        """What came in for the API, and what the answers did to cookies."""
        return self._read("requests")

    def forget_requests(self):
        (self.folder / "requests.jsonl").unlink(missing_ok=True)

    def _read(self, name):
        path = self.folder / f"{name}.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]


class PlainSite(Site):
    """The same without TLS."""

    scheme = "http"

    def tls_options(self):
        return []
