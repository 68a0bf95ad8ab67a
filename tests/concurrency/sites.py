"""Sites: gunicorn over one of the caches, and what its clients do and see."""

import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from concurrency.burst import post, post_at_once
from concurrency.caches import PORT
from concurrency.servers import HOST, Server
from needs import require_module

TESTS = Path(__file__).resolve().parents[1]
PASSWORD = "correct horse"
USERS = 100

ALWAYS = {
    "CODE_SENDER": "concurrency.project.witnesses.record_code",
    "SEND_PASSWORD_WARNING": False,
}
# A test switches on the limit that it is about.
NO_LIMITS = {
    "CODE_TOKEN_THROTTLE_RATE": None,
    "AUTH_TOKEN_RETRY_WAIT_TIME": 0,
    "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None,
    "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
    "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
    "RESEND_WAIT_TIME": 0,
}


@contextmanager
def running_site(kind, folder):
    """Run a site on that kind of cache, all of it in the folder."""
    for module in ("gunicorn", *kind.modules):
        require_module(module)
    with ExitStack() as running:
        backend = kind.server_class and running.enter_context(kind.server_class(folder))
        site = Site(folder, kind, backend)
        site.prepare()
        yield running.enter_context(site)


class Site(Server):
    """Gunicorn, which serves the project of the tests."""

    def __init__(self, folder, kind, backend):
        super().__init__(folder)
        self.kind = kind
        self.backend = backend
        self._numbers = count()

    def command(self):
        return [
            *(sys.executable, "-m", "gunicorn", "concurrency.project.wsgi"),
            *("--bind", f"{HOST}:{self.port}", "--preload", "--no-control-socket"),
            *("--workers", str(self.kind.workers)),
            *("--threads", str(self.kind.threads)),
        ]

    def environment(self):
        return {
            **super().environment(),
            "DJANGO_SETTINGS_MODULE": "concurrency.project.settings",
            "PYTHONPATH": str(TESTS),
            "SITE_FOLDER": str(self.folder),
        }

    def is_ready(self):
        return post(self.port, "verify/", {}).status == 400

    def prepare(self):
        """Make the site's configuration, tables and users."""
        servers = {"cache": self.kind.cache, "database": self.kind.database}
        port = str(self.backend.port if self.backend else "")
        config = json.dumps(servers).replace(PORT, port)
        (self.folder / "servers.json").write_text(config)
        self.limit_nothing_but()
        subprocess.run(
            [sys.executable, "-m", "concurrency.project.prepare", str(USERS)],
            cwd=self.folder,
            env=self.environment(),
            check=True,
        )

    def limit_nothing_but(self, **limits):
        """Set these limits, and no others."""
        self.limit_as_by_default(**{**NO_LIMITS, **limits})

    def limit_as_by_default(self, **limits):
        """Set the limits that a site has by default, except for these."""
        new = self.folder / "limits.json.new"
        new.write_text(json.dumps({**ALWAYS, **limits}))
        new.replace(self.folder / "limits.json")  # At once: it is read all the time.

    def let_a_worker_die_at(self, name):
        """Let the next worker that makes such a record be killed (SIGKILL) there."""
        (self.folder / f"die-at-{name}").touch()

    def forget_records(self):
        for path in self.folder.glob("*.jsonl"):
            path.unlink()

    @property
    def sent_codes(self):
        """The codes that were sent, oldest first."""
        return [record["code"] for record in self._read("codes")]

    @property
    def evaluated_codes(self):
        """What was hashed in order to compare it with the hash of a code."""
        checked = [record["password"] for record in self._read("checks")]
        return [text for text in checked if PASSWORD not in text]

    def _read(self, name):
        path = self.folder / f"{name}.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]

    def new_credentials(self):
        """Return the user name and password of somebody who was never here before."""
        return {"username": f"user-{next(self._numbers)}", "password": PASSWORD}

    def new_address(self):
        """Return the headers of requests from an address that was never here before."""
        return {"X-Forwarded-For": f"2001:db8:{next(self._numbers):x}::1"}

    def post(self, path, data):
        """Post the data and return the answer."""
        return post(self.port, path, data)

    def post_at_once(self, path, bodies, headers=None):
        """Post each of the bodies, all at the same moment, and return the answers."""
        return post_at_once(self.port, path, bodies, headers)

    def get_code(self):
        """Take the first step of a login; return what the second one takes."""
        answer = self.post("get-code/", self.new_credentials())
        assert answer.status == 200, answer
        return {"code_token": answer.body["token"], "code": self.sent_codes[-1]}

    def log_in(self):
        """Take both steps of a login."""
        answer = self.post("auth/", self.get_code())
        assert answer.status == 200, answer


def wrong_codes(second_step, number):
    """Return as many second steps, each with another wrong code."""
    codes = (f"{code:07}" for code in range(number + 1))
    wrong = [code for code in codes if code != second_step["code"]]
    return [{**second_step, "code": code} for code in wrong[:number]]
