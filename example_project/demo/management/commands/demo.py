"""The command that sets the demo site up and serves it."""

import signal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.files import locks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from drf_jwt_2fa.enrollment import changes

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

INSTRUCTIONS = """\
The demo is listening on {url}
Open it in a browser, and sign in as demo with the password demo, or as staff with the
password staff.
Its API is described at {url}/api/docs/
Mails are shown here and stored in {mail_dir}
Stop it with Ctrl-C.

To log in without a browser, copy these steps into another terminal:

1. Give the user name and password.  You get a code token, and a code by mail.

    API={url}/api
    ANSWER=$(curl -s $API/get-code/ -d username=demo -d password=demo)
    echo "$ANSWER"
    CODE_TOKEN=$(echo "$ANSWER" | cut -d '"' -f 4)

2. Write the code from the mail in place of 1234567.

    CODE=1234567

3. Give the code token and the code.  You get an access token and a refresh token.

    ANSWER=$(curl -s $API/auth/ -d code_token="$CODE_TOKEN" -d code="$CODE")
    echo "$ANSWER"
    ACCESS=$(echo "$ANSWER" | cut -d '"' -f 4)
    REFRESH=$(echo "$ANSWER" | cut -d '"' -f 8)

4. Use the API with the access token.

    curl -s -w '\\n' $API/me/ -H "Authorization: Bearer $ACCESS"

5. Get a new access token for the refresh token; ask whether a token is valid.

    curl -s -w '\\n' $API/refresh/ -d refresh="$REFRESH"
    curl -s -w '\\n' $API/verify/ -d token="$ACCESS"
"""


class Command(BaseCommand):
    help = "Set up the demo site and serve it on 127.0.0.1."

    def add_arguments(self, parser):
        parser.add_argument(
            "--port",
            type=int,
            default=8000,
            help="The port to listen on; 0 is any free one. Default: 8000.",
        )

    def handle(self, **options):
        # `kill` ends it as cleanly as Ctrl-C does.
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)
        try:
            # The port comes first: without it there is nothing to set up for.
            with _listen(options["port"]) as server:
                _set_up()
                self._print_instructions(server.server_port)
                server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _print_instructions(self, port):
        url = f"http://127.0.0.1:{port}"
        self.stdout.write(INSTRUCTIONS.format(url=url, mail_dir=settings.MAIL_DIR))
        # A pipe would hold the lines back.
        self.stdout.flush()


def _stop(*_args):
    # The terminal and `uv run` may both send the signal; the second one is not news.
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _listen(port):
    try:
        server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    except (OSError, OverflowError) as error:
        message = f"Cannot listen on port {port}, choose another with --port: {error}"
        raise CommandError(message) from error
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    return server


def _set_up():
    settings.VAR_DIR.mkdir(exist_ok=True)
    # Two demos that start together would both create the tables.
    with (settings.VAR_DIR / "setup.lock").open("w") as lock:
        locks.lock(lock, locks.LOCK_EX)
        call_command("migrate", verbosity=0)
        _make_user("demo")
        _make_user("staff", is_staff=True)


def _make_user(name, *, is_staff=False):
    # Also where the user was changed since: what is printed has to work.
    user, _is_new = get_user_model().objects.get_or_create(username=name)
    user.email = f"{name}@example.com"
    user.is_active = True
    user.is_staff = is_staff
    # The same password, hashed anew, would be a new one to the logins of another demo.
    if not user.check_password(name):
        user.set_password(name)
    user.save()
    # The key that an app's secret was encrypted with ended with the last start.
    changes.reset(user)
