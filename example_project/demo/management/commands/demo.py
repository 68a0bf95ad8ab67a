"""The command that sets up the demo site and serves it."""

import signal
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.files import locks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

from drf_jwt_2fa.enrollment import changes

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

INSTRUCTIONS = """\
The demo is listening on {url}
Open it in a browser and sign in as demo (password: demo) or staff (password: staff).
The API is described at {url}/api/docs/ and the admin, for staff, is at {url}/admin/
E-mails are printed here and stored in {mail_dir}
Press Ctrl-C to stop it.

To log in without a browser, run these commands in another terminal:

1. Send the user name and password.  You get a code token, and a code by e-mail.

    API={url}/api
    ANSWER=$(curl -s $API/get-code/ -d username=demo -d password=demo)
    echo "$ANSWER"
    CODE_TOKEN=$(echo "$ANSWER" | cut -d '"' -f 4)

2. Replace 1234567 with the code from the e-mail.

    CODE=1234567

3. Send the code token and the code.  You get an access token and a refresh token.

    ANSWER=$(curl -s $API/auth/ -d code_token="$CODE_TOKEN" -d code="$CODE")
    echo "$ANSWER"
    ACCESS=$(echo "$ANSWER" | cut -d '"' -f 4)
    REFRESH=$(echo "$ANSWER" | cut -d '"' -f 8)

4. Call the API with the access token.

    curl -s -w '\\n' $API/me/ -H "Authorization: Bearer $ACCESS"

5. Get a new access token with the refresh token, and check whether a token is valid.

    curl -s -w '\\n' $API/refresh/ -d refresh="$REFRESH"
    curl -s -w '\\n' $API/verify/ -d token="$ACCESS"
"""


class Command(BaseCommand):
    help = "Set up the demo site and serve it on localhost."

    def add_arguments(self, parser):
        parser.add_argument(
            "--port",
            type=int,
            default=8000,
            help="The port to listen on; 0 means any free port. Default: 8000.",
        )

    def handle(self, **options):
        # `kill` stops it as cleanly as Ctrl-C does.
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)
        try:
            # The port first: without it, nothing needs to be set up.
            with _listen(options["port"]) as server:
                _set_up()
                # By its name: a passkey cannot belong to an IP address.
                url = f"http://localhost:{server.server_port}"
                settings.JWT2FA_AUTH["PASSKEY_ORIGINS"] = [url]
                self._print_instructions(url)
                server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _print_instructions(self, url):
        self.stdout.write(INSTRUCTIONS.format(url=url, mail_dir=settings.MAIL_DIR))
        # In a pipe, the lines would be buffered.
        self.stdout.flush()


def _stop(*_args):
    # The terminal and `uv run` may both send the signal; the second one is ignored.
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _listen(port):
    try:
        server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    except (OSError, OverflowError) as error:
        message = f"Cannot listen on port {port}; choose another with --port: {error}"
        raise CommandError(message) from error
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    return server


def _set_up():
    settings.VAR_DIR.mkdir(exist_ok=True)
    # Two demos that start at the same time would both create the tables.
    with (settings.VAR_DIR / "setup.lock").open("w") as lock:
        locks.lock(lock, locks.LOCK_EX)
        call_command("migrate", verbosity=0)
        if not _has_all_columns():
            _make_database_anew()
        _make_user("demo")
        _make_user("staff", is_staff=True)


def _has_all_columns():
    # Migrations of a package that is not released yet change under the same name, so a
    # database of an earlier checkout counts as migrated.
    try:
        for model in apps.get_models():
            model._base_manager.first()
    except DatabaseError:
        return False
    return True


def _make_database_anew():
    connection.close()
    settings.DATABASES["default"]["NAME"].unlink()
    call_command("migrate", verbosity=0)


def _make_user(name, *, is_staff=False):
    # Also if the user was changed since: the printed instructions have to work.
    user, _is_new = get_user_model().objects.get_or_create(username=name)
    user.email = f"{name}@example.com"
    user.is_active = True
    user.is_staff = user.is_superuser = is_staff
    # Hashing the same password again would end the logins of another running demo.
    if not user.check_password(name):
        user.set_password(name)
    user.save()
    # Secrets of apps are encrypted with a key that changes at each start.
    with _telling_nobody():
        changes.reset(user)


@contextmanager
def _telling_nobody():
    # The mail about a reset says that support did it.
    before = settings.JWT2FA_AUTH.copy()
    settings.JWT2FA_AUTH["NOTIFIER"] = _ignore
    try:
        yield
    finally:
        settings.JWT2FA_AUTH.clear()
        settings.JWT2FA_AUTH.update(before)


def _ignore(_user, _notice):
    pass
