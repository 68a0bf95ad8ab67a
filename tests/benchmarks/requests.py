"""Requests that go straight to the WSGI application, and what they cost."""

import io
import json
import time
from dataclasses import dataclass

from benchmarks.people import new_address
from django.core.handlers.wsgi import WSGIHandler


@dataclass(frozen=True)
class Spent:
    """Seconds, of this process's CPU time and of the clock on the wall."""

    cpu: float
    wall: float

    def __add__(self, other):
        return Spent(self.cpu + other.cpu, self.wall + other.wall)


@dataclass(frozen=True)
class Answer:
    body: dict
    spent: Spent


def stopwatch(function):
    """Return what the function returns, and what it costs."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = function()
    spent = Spent(time.process_time() - cpu, time.perf_counter() - wall)
    return result, spent


class Client:
    """Sends requests; every answer must have the status that is expected."""

    def __init__(self):
        self._application = WSGIHandler()

    def post(self, path, data, expected=200, token=None):
        return self._send(make_environ("POST", path, data, token), expected)

    def get(self, path, token, expected=200):
        return self._send(make_environ("GET", path, token=token), expected)

    def _send(self, environ, expected):
        statuses = []
        # Only this much is measured: neither making requests nor reading answers.
        content, spent = stopwatch(lambda: self._serve(environ, statuses))
        status = int(statuses[0].split()[0])
        assert status == expected, (environ["PATH_INFO"], status, content)
        return Answer(json.loads(content), spent)

    def _serve(self, environ, statuses):
        def start_response(status, headers):
            statuses.append(status)

        response = self._application(environ, start_response)
        content = b"".join(response)
        response.close()
        return content


def make_environ(method, path, data=None, token=None):
    """Return what a WSGI server makes of a request from a new address."""
    content = b"" if data is None else json.dumps(data).encode()
    return {
        **({"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}),
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/{path}",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json" if content else "",
        "CONTENT_LENGTH": str(len(content)),
        "HTTP_ACCEPT": "application/json",
        "REMOTE_ADDR": new_address(),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(content),
    }
