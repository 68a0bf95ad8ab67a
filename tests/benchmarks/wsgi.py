"""The project as gunicorn serves it, with the code in a header of the answer.

Somebody has to know it: a client on the other side of a socket cannot read it here.
"""

from benchmarks.senders import get_last_code
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

_application = get_wsgi_application()
# Loaded once, before gunicorn makes its workers, and not in the first request of each.
get_resolver().url_patterns  # noqa: B018


def application(environ, start_response):
    def start_with_code(status, headers):
        return start_response(status, [*headers, ("X-Code", get_last_code() or "")])

    return _application(environ, start_with_code)
